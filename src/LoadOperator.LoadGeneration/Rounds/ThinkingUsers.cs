using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Scenarios whose users think, woken when they are done: no timer for each, and nothing allocated once the queue has grown.</summary>
internal sealed class ThinkingUsers(CancellationToken abort) : IDisposable
{
    /// <summary>Who comes while the thread sleeps wakes up to this much too late.</summary>
    private const long LongestSleepNs = 1_000_000;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<ScenarioRun, long> _thinking = new();
    private Thread? _thread;
    private volatile bool _isOver;

    public void Start()
    {
        _thread = new Thread(WakeThem) { Name = "thinking users", IsBackground = true };
        _thread.Start();
    }

    public void Add(ScenarioRun run, long untilNs)
    {
        lock (_lock) _thinking.Enqueue(run, untilNs);
    }

    public void Dispose()
    {
        _isOver = true;
        if (_thread != Thread.CurrentThread) _thread?.Join(TimeSpan.FromSeconds(1));
    }

    private void WakeThem()
    {
        PreciseSleep.SharpenTimers();
        while (!_isOver)
        {
            var now = MonotonicClock.Now;
            long nextNs;
            while (Take(now, out nextNs) is { } run) run.Resume();
            PreciseSleep.Until(Math.Min(nextNs, now + LongestSleepNs));
        }
    }

    /// <summary>A user who is done; without one, when the next will be.</summary>
    private ScenarioRun? Take(long now, out long nextNs)
    {
        lock (_lock)
        {
            if (!_thinking.TryPeek(out _, out nextNs)) nextNs = long.MaxValue;
            return nextNs <= now || (abort.IsCancellationRequested && nextNs < long.MaxValue) ? _thinking.Dequeue() : null;
        }
    }
}
