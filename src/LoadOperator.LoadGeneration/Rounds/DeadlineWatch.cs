using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Looks over all scenarios of a round a hundred times a second, and gives up what has run out of time: no timer per request,
/// and nothing allocated. Time-outs are noticed up to one look late; what is recorded is exact all the same.
/// </summary>
internal sealed class DeadlineWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _adding = new();
    private readonly ITimer _timer;
    private readonly CancellationToken _abort;
    private ScenarioRun[] _runs = new ScenarioRun[64];
    private volatile int _count;
    private int _isLooking;

    public DeadlineWatch(CancellationToken abort)
    {
        _abort = abort;
        _timer = TimeProvider.System.CreateTimer(static watch => ((DeadlineWatch)watch!).Look(), this, Interval, Interval);
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

    public void Dispose() => _timer.Dispose();

    // Without a lock, as those who add must never wait for it. A run that was added meanwhile is seen at the next look.
    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1) return;
        var count = _count;
        var runs = Volatile.Read(ref _runs);
        var now = MonotonicClock.Now;
        foreach (var run in runs.AsSpan(0, count)) run.Watch(now, _abort.IsCancellationRequested);
        Volatile.Write(ref _isLooking, 0);
    }
}
