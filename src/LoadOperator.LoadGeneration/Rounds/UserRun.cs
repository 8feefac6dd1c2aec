using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>One user of a closed model: scenario after scenario, until the phase is over.</summary>
internal sealed class UserRun(ScenarioRunner runner, int phase, long user, long measuredFromNs, long endNs) : ScenarioRun(runner)
{
    private const long PauseNs = 10_000_000;

    private long _iteration;
    private long _pausedUntil;

    public void Start()
    {
        var now = MonotonicClock.Now;
        if (Runner.IsAborted || now >= endNs) Runner.Leave();
        else Begin(phase, user + (_iteration++ << 20), arrived: null, isMeasured: now >= measuredFromNs);
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
