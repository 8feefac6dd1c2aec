namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>An event loop for each CPU that this process may use. Connections are shared out among them; the first paces what is sent.</summary>
internal sealed class EventLoops : IDisposable
{
    private readonly EventLoop[] _loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(i => new EventLoop($"loop-{i}"))];
    private int _turn = -1;

    public EventLoops() => _loops[0].SendsFor(_loops[1..]);

    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _turn) % (uint)_loops.Length];

    public void Pace(IPaced paced) => _loops[0].Pace(paced);

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }
}
