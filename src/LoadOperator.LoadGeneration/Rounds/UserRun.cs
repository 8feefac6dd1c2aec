using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>One user of a closed model: scenario after scenario, until there are no more.</summary>
/// <param name="next">The number of the user's next scenario, at this time; null when there is no more.</param>
/// <param name="measuredFromNs">Scenarios begun before this belong to the warm-up.</param>
internal sealed class UserRun(ScenarioRunner runner, int phase, Func<long, long?> next, long measuredFromNs) : ScenarioRun(runner)
{
    private const long PauseNs = 10_000_000;

    private long _pausedUntil;

    public void Start()
    {
        var now = MonotonicClock.Now;
        if (!Runner.IsAborted && next(now) is { } index)
        {
            Begin(phase, index, arrived: null, isMeasured: now >= measuredFromNs);
            return;
        }

        Depart();
        Runner.Leave();
    }

    public override void Watch(long nowNs, bool isAborted)
    {
        base.Watch(nowNs, isAborted);
        if (Volatile.Read(ref _pausedUntil) is var until and > 0 && (nowNs >= until || isAborted) && Interlocked.CompareExchange(ref _pausedUntil, 0, until) == until) Start();
    }

    protected override void Over(string? error)
    {
        // A user whom nobody lets in does not try again at once: refusals would keep this CPU from measuring.
        if (RequestOutcome.IsOfConnecting(error)) Volatile.Write(ref _pausedUntil, MonotonicClock.Now + PauseNs);
        else Start();
    }
}
