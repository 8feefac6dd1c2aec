using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>One user of a closed model: scenario after scenario, until there are no more.</summary>
/// <param name="next">The number of the user's next scenario, at this time; null when there is no more.</param>
/// <param name="measuredFromNs">Scenarios begun before this belong to the warm-up.</param>
internal sealed class UserRun(ScenarioRunner runner, int phase, Func<long, long?> next, long measuredFromNs) : ScenarioRun(runner, opensAtOnce: true)
{
    private const long PauseNs = 10_000_000;

    private long _pausedUntil;
    private long _index;

    /// <param name="notBeforeNs">When the user is ready.</param>
    public void Start(long notBeforeNs = 0)
    {
        var now = MonotonicClock.Now;
        if (Runner.IsAborted || next(Math.Max(now, notBeforeNs)) is not { } index)
        {
            Leave();
            return;
        }

        _index = index;
        if (notBeforeNs > now) Runner.Think(this, notBeforeNs);
        else Thought();
    }

    public override long Watch(long nowNs, bool isAborted)
    {
        var next = base.Watch(nowNs, isAborted);
        if (Volatile.Read(ref _pausedUntil) is not (var until and > 0)) return next;
        if (nowNs < until && !isAborted) return Math.Min(next, until);
        if (Interlocked.CompareExchange(ref _pausedUntil, 0, until) == until) Start();
        return next;
    }

    protected override void Over(string? error, long thinkUntilNs)
    {
        // A user whom nobody lets in does not try again at once: refusals would keep this CPU from measuring.
        if (RequestOutcome.IsOfConnecting(error)) Pause(Math.Max(thinkUntilNs, MonotonicClock.Now + PauseNs));
        else Start(thinkUntilNs);
    }

    protected override void Thought()
    {
        if (Runner.IsAborted) Leave();
        else Begin(phase, _index, arrived: null, isMeasured: MonotonicClock.Now >= measuredFromNs);
    }

    private void Pause(long untilNs)
    {
        // Before it is asked for: a look that begins meanwhile must see it.
        Interlocked.Exchange(ref _pausedUntil, untilNs);
        Runner.LookAt(untilNs);
    }

    private void Leave()
    {
        Depart();
        Runner.Leave();
    }
}
