namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>An event loop for each CPU that this process may use. Connections are shared out among them; the first paces what is sent.</summary>
internal sealed class EventLoops : IDisposable
{
    private readonly EventLoop[] _loops;
    private int _turn = -1;

    public EventLoops()
    {
        _loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(i => new EventLoop($"loop-{i}", this))];
        _loops[0].SendsFor(_loops[1..]);
    }

    /// <summary>Something that nobody foresaw has happened on a loop. Where nobody listens it ends the process.</summary>
    public event Action<Exception>? Faulted;

    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _turn) % (uint)_loops.Length];

    public void Pace(IPaced paced) => _loops[0].Pace(paced);

    /// <summary>Whether a loop goes on after this.</summary>
    public bool Survive(Exception exception) => exception is not OutOfMemoryException && Faulted is not null;

    public void Fault(Exception exception) => Faulted?.Invoke(exception);

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }
}
