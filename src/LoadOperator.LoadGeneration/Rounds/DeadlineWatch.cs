using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Looks over the scenarios of a round when the time of one may have run out, and gives up what it has: no timer per request, and nothing allocated. To look takes
/// time of the CPU that sends, the more of it the more have been under way at once; so it is done no more often than every 10 ms, and no sooner than
/// the first deadline that was seen, or the shortest time-out, since what has begun later ends later. Time-outs are noticed up to 10 ms late; what is recorded is exact
/// all the same. The thread is its own, since one of the thread pool would go on spinning for a while after each look, on the CPU of the load.
/// </summary>
/// <param name="shortestTimeoutNs">No request runs out of time sooner after it has begun.</param>
internal sealed class DeadlineWatch(long shortestTimeoutNs, CancellationToken abort) : IDisposable
{
    private const long IntervalNs = 10_000_000;

    private readonly Lock _adding = new();
    private ScenarioRun[] _runs = new ScenarioRun[64];
    private volatile int _count;
    private Thread? _thread;
    private volatile bool _isOver;
    private long _nextLookNs;

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

    /// <summary>Looks at this time at the latest.</summary>
    public void LookAt(long timeNs)
    {
        for (var next = Volatile.Read(ref _nextLookNs); timeNs < next;)
        {
            var seen = Interlocked.CompareExchange(ref _nextLookNs, timeNs, next);
            if (seen == next) return;
            next = seen;
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
            if (abort.IsCancellationRequested || MonotonicClock.Now >= Volatile.Read(ref _nextLookNs)) Look();
        }
    }

    /// <summary>Without a lock, as those who add must never wait for it: a run that was added meanwhile is seen at the next look.</summary>
    private void Look()
    {
        // Whoever asks for a look from now on is heard.
        Interlocked.Exchange(ref _nextLookNs, long.MaxValue);
        var count = _count;
        var now = MonotonicClock.Now;
        var next = now + shortestTimeoutNs;
        foreach (var run in Volatile.Read(ref _runs).AsSpan(0, count)) next = Math.Min(next, Watch(run, now));
        LookAt(next);
    }

    private long Watch(ScenarioRun run, long now)
    {
        try
        {
            return run.Watch(now, abort.IsCancellationRequested);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            run.Unwatched(exception);
            return now;
        }
    }
}
