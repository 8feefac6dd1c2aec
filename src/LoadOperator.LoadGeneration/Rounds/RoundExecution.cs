using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>One round under way in this process. A thread of its own paces the arrivals; requests run asynchronously.</summary>
public sealed class RoundExecution : IDisposable
{
    private const long SliceNs = 1_000_000_000;
    /// <summary>How long the pacer sends before it sleeps, and sleeps before it sends again: a fifth of the lag that makes an arrival late.</summary>
    private const long PacingNs = 200_000;

    /// <summary>So far behind, the generator is asked for more than it can do: answers, and questions to the generator itself, come first. To open connections for what is late anyway would make it worse.</summary>
    private const long OverloadedNs = 10_000_000;


    private readonly RoundPlan _plan;
    private readonly RequestPlan _requests;
    private readonly RoundRecorder _recorder;
    private readonly ScenarioRunner _runner;
    private readonly CpuThrottling _throttling;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<RoundReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startNs;
    private readonly long _measuredFromNs;
    private readonly long _measuredToNs;
    private readonly double _startOffsetMs;
    private volatile RoundReport? _final;

    internal RoundExecution(RoundPlan plan, IRequestDriver driver, CpuThrottling throttling, TimeProvider wallClock)
    {
        _plan = plan;
        _requests = new RequestPlan(plan);
        _recorder = new RoundRecorder(_requests);
        _runner = new ScenarioRunner(plan, _requests, _recorder, driver, _abort.Token);
        _throttling = throttling;
        var planned = MonotonicClock.At(plan.StartAt, wallClock);
        // A plan that comes late starts at once, and says by how much.
        _startNs = Math.Max(planned, MonotonicClock.Now);
        _startOffsetMs = (_startNs - planned) / 1e6;
        _measuredFromNs = _startNs + plan.WarmUp.Nanoseconds;
        _measuredToNs = _measuredFromNs + plan.Simulations.Sum(s => s.Duration.Ticks) * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Ends with the final report, never with an exception.</summary>
    public Task<RoundReport> Completion => _completion.Task;

    /// <summary>Sends nothing more and gives up what is under way.</summary>
    public void Abort() => _abort.Cancel();

    public void Dispose()
    {
        Abort();
        _runner.Dispose();
        _abort.Dispose();
    }

    /// <summary>The final report, or what is known so far.</summary>
    public RoundReport Report()
    {
        if (_final is { } final) return final;
        var now = MonotonicClock.Now;
        return _recorder.Snapshot(Head(now < _startNs ? RoundState.Waiting : RoundState.Running));
    }

    internal void Start()
    {
        // What earlier rounds left is collected now rather than in the middle of this one.
        GC.Collect();
        _runner.Start();
        new Thread(Run) { Name = "pacer", IsBackground = true }.Start();
    }

    private void Run()
    {
        RoundReport report;
        try
        {
            PreciseSleep.PrepareThread();
            using var watch = CpuWatch.Start();
            var probe = new HealthProbe(_throttling, watch);
            using var sampling = StartSampling(probe);
            RunPhases(probe);
            _runner.WaitForRequestsUnderWay();
            _recorder.CloseSlice(MonotonicClock.Now - _measuredFromNs);
            var health = probe.Read(_plan.Simulations.Sum(ScheduledHere)) with { StartOffsetMs = _startOffsetMs };
            report = _recorder.Complete(Head(_abort.IsCancellationRequested ? RoundState.Aborted : RoundState.Completed) with { Health = health });
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _abort.Cancel();
            report = Head(RoundState.Failed) with { Message = exception.Message };
        }

        _final = report;
        _completion.SetResult(report);
    }

    private void RunPhases(HealthProbe probe)
    {
        var first = _plan.Simulations[0];
        SleepUntil(_startNs);
        if (_plan.WarmUp > Duration.Zero && first.Inject is { } arrivals) Pace(ArrivalSchedule.OfWarmUp(arrivals, _plan.WarmUp, _plan.Share), _startNs, 0, isMeasured: false, 0);

        // Users of a closed model go on from the warm-up into the measured part: their number is the load.
        if (first.KeepConstant is { } users && !_abort.IsCancellationRequested)
            _runner.StartUsers(ArrivalSchedule.CopiesOf(users, _plan.Share), phase: 1, _measuredFromNs, _measuredFromNs + users.During.Nanoseconds);
        SleepUntil(_measuredFromNs);
        probe.Restart();
        var phaseStart = _measuredFromNs;
        for (var phase = 0; phase < _plan.Simulations.Count && !_abort.IsCancellationRequested; phase++)
        {
            var simulation = _plan.Simulations[phase];
            var phaseEnd = phaseStart + simulation.Duration.Ticks * TimeSpan.NanosecondsPerTick;
            if (simulation.Inject is { } inject)
            {
                var lateAfter = (long)Math.Max(1_000_000, 0.05 * ArrivalSchedule.SpacingNs(inject) * _plan.Share.Of);
                Pace(ArrivalSchedule.Of(inject, _plan.Share), phaseStart, phase + 1, isMeasured: true, lateAfter);
            }
            else if (phase > 0)
            {
                _runner.StartUsers(ArrivalSchedule.CopiesOf(simulation.KeepConstant!, _plan.Share), phase + 1, phaseStart, phaseEnd);
            }

            SleepUntil(phaseEnd);
            phaseStart = phaseEnd;
        }
    }

    private void Pace(IEnumerable<Arrival> arrivals, long phaseStartNs, int phase, bool isMeasured, long lateAfterNs)
    {
        using var pump = _runner.Pump(arrivals, new PhaseClock(phase, phaseStartNs, isMeasured, lateAfterNs));
        while (pump.NextDueNs is var due and < long.MaxValue && !_abort.IsCancellationRequested)
        {
            // To wake for each of many arrivals would cost more than to send them; and whoever reads answers, perhaps on this CPU, gets a turn.
            var now = MonotonicClock.Now;
            SleepUntil(Math.Max(due, now + (now - due > OverloadedNs ? OverloadedNs : PacingNs)));
            pump.SendDue(PacingNs);
        }
    }

    /// <summary>Sleeps in pieces, so that an abort is noticed.</summary>
    private void SleepUntil(long due)
    {
        const long Piece = 50_000_000;
        while (!_abort.IsCancellationRequested && MonotonicClock.Now is var now && now < due) PreciseSleep.Until(Math.Min(due, now + Piece));
    }

    private Timer StartSampling(HealthProbe probe)
    {
        var firstTick = TimeSpan.FromTicks(Math.Max(0, (_measuredFromNs + SliceNs - MonotonicClock.Now) / TimeSpan.NanosecondsPerTick));
        return new Timer(
            _ =>
            {
                probe.Sample();
                // The end of the round closes the last slice; a tick just before it would leave a sliver.
                if (MonotonicClock.Now < _measuredToNs - SliceNs / 10) _recorder.CloseSlice(MonotonicClock.Now - _measuredFromNs);
            },
            null,
            firstTick,
            TimeSpan.FromSeconds(1));
    }

    private long ScheduledHere(Simulation simulation) =>
        simulation.Inject is { } inject ? Math.Max(0, (inject.Arrivals - _plan.Share.Index + _plan.Share.Of - 1) / _plan.Share.Of) : 0;

    private RoundReport Head(RoundState state) => new()
    {
        Id = _plan.Id,
        State = state,
        StartAt = _plan.StartAt,
        ElapsedSeconds = (MonotonicClock.Now - _measuredFromNs) / 1e9,
        MeasuredSeconds = (_measuredToNs - _measuredFromNs) / 1e9,
    };
}
