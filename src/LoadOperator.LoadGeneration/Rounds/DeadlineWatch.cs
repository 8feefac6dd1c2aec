using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Looks over all scenarios of a round a hundred times a second, and gives up what has run out of time: no timer per request,
/// and nothing allocated. Time-outs are noticed up to one look late; what is recorded is exact all the same. The thread is its
/// own, since one of the thread pool would go on spinning for a while after each look, on the CPU of the load.
/// </summary>
internal sealed class DeadlineWatch(CancellationToken abort) : IDisposable
{
    private const long IntervalNs = 10_000_000;

    private readonly Lock _adding = new();
    private ScenarioRun[] _runs = new ScenarioRun[64];
    private volatile int _count;
    private Thread? _thread;
    private volatile bool _isOver;

    public void Start()
    {
        _thread = new Thread(Watch) { Name = "deadlines", IsBackground = true };
        _thread.Start();
    }

    public void Add(ScenarioRun run)
    {
        lock (_adding)
        {
            if (_count == _runs.Length) Array.Resize(ref _runs, _count * 2);
            _runs[_count] = run;
            _count++;
        }
    }

    public void Dispose()
    {
        _isOver = true;
        if (_thread != Thread.CurrentThread) _thread?.Join(TimeSpan.FromSeconds(1));
    }

    private void Watch()
    {
        while (!_isOver)
        {
            PreciseSleep.Until(MonotonicClock.Now + IntervalNs);
            // Without a lock, as those who add must never wait for it. A run that was added meanwhile is seen at the next look.
            var count = _count;
            var now = MonotonicClock.Now;
            foreach (var run in Volatile.Read(ref _runs).AsSpan(0, count)) Watch(run, now);
        }
    }

    private void Watch(ScenarioRun run, long now)
    {
        try
        {
            run.Watch(now, abort.IsCancellationRequested);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            run.Unwatched(exception);
        }
    }
}
