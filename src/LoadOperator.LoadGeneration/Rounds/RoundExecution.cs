using System.Diagnostics.CodeAnalysis;
using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>One round under way in this process. A thread of its own leads it from phase to phase; requests run on the event loops.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "A source without timer and handle has nothing to release, and who aborts may come after the end.")]
public sealed class RoundExecution : IDisposable
{
    private const long SliceNs = 1_000_000_000;

    /// <summary>It sleeps nearly always, and users begin when it wakes.</summary>
    private const int Nice = -20;

    private const long ReadingNs = 5_000_000;

    private const int LongestMessage = 500;

    /// <summary>Requests that are given up end within a look of the clock; this much later they never will.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RoundPlan _plan;
    private readonly RequestPlan _requests;
    private readonly RoundRecorder _recorder;
    private readonly ScenarioRunner _runner;
    private readonly IRequestDriver _driver;
    private readonly EventLoops _loops;
    private readonly Gauges _gauges;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationToken _aborted;
    private readonly TaskCompletionSource<RoundReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startNs;
    private readonly long _measuredFromNs;
    private readonly IReadOnlyList<TimedPhase> _timeline;
    private readonly double _startOffsetMs;
    private long _measuredToNs;
    private volatile RoundReport? _final;
    private Thread? _leader;
    private int _isDisposed;

    internal RoundExecution(RoundPlan plan, RequestPlan requests, IRequestDriver driver, EventLoops loops, Gauges gauges, TimeProvider wallClock)
    {
        _plan = plan;
        _requests = requests;
        _recorder = new RoundRecorder(_requests);
        _runner = new ScenarioRunner(plan, _requests, _recorder, driver, _abort);
        _aborted = _abort.Token;
        (_driver, _loops, _gauges) = (driver, loops, gauges);
        var planned = MonotonicClock.At(plan.StartAt, wallClock);
        // A plan that comes late starts at once, and says by how much.
        _startNs = Math.Max(planned, MonotonicClock.Now);
        _startOffsetMs = (_startNs - planned) / 1e6;
        _measuredFromNs = _startNs + plan.WarmUp.Nanoseconds;
        _timeline = Timeline.Of(plan, _startNs);
        _measuredToNs = _timeline[^1].EndNs;
    }

    /// <summary>Ends with the final report, never with an exception.</summary>
    public Task<RoundReport> Completion => _completion.Task;

    /// <summary>Why the round failed, once it has.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Sends nothing more and gives up what is under way.</summary>
    public void Abort() => _abort.Cancel();

    /// <summary>Aborts the round, and waits until nothing of it is under way.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        Abort();
        // Longer than it gives its requests; nobody has started one that is not under way.
        if (_leader is { } leader && leader != Thread.CurrentThread) leader.Join(2 * Patience);
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
        _loops.Faulted += FaultOfLoop;
        _runner.Start();
        _leader = new Thread(Run) { Name = "pacer", IsBackground = true };
        _leader.Start();
    }

    private void Run()
    {
        RoundReport report;
        try
        {
            report = Lead();
        }
        catch (Exception exception)
        {
            Fault = exception;
            _abort.Cancel();
            report = Head(RoundState.Failed) with { Message = TextOf(exception) };
        }

        _loops.Faulted -= FaultOfLoop;
        _runner.Dispose();
        _final = report;
        _completion.SetResult(report);
    }

    /// <summary>The loops are there for every round, and so nobody knows whose it is. It is told once, though it may come again until all is given up.</summary>
    private void FaultOfLoop(Exception exception)
    {
        if (!_runner.IsAborted) _runner.Fault(exception);
    }

    private RoundReport Lead()
    {
        PreciseSleep.PrepareThread(Nice);
        using var watch = CpuWatch.Start();
        var probe = new HealthProbe(_gauges, _driver, watch);
        using var sampling = StartSampling(probe);
        try
        {
            RunPhases(probe);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _runner.Fault(exception);
        }

        var hasEnded = _runner.WaitForRequestsUnderWay(Patience);
        Fault = _runner.FirstFault ?? (hasEnded ? null : new TimeoutException($"requests had not ended {Patience.TotalSeconds} s after the round was aborted"));
        if (_measuredToNs == long.MaxValue) Volatile.Write(ref _measuredToNs, MonotonicClock.Now);
        _recorder.CloseSlice(MonotonicClock.Now - _measuredFromNs);
        var health = probe.Read(_timeline.Where(t => t.IsMeasured).Sum(t => ArrivalSchedule.CountOf(t.Phase, _plan.Seed, _plan.Share))) with { StartOffsetMs = _startOffsetMs };
        var state = Fault is not null ? RoundState.Failed : _abort.IsCancellationRequested ? RoundState.Aborted : RoundState.Completed;
        return _recorder.Complete(Head(state) with { Health = health, Message = Fault is { } fault ? TextOf(fault) : null });
    }

    /// <summary>What a plan is refused for says what to do; anything else was foreseen by nobody, and its type says where to look.</summary>
    private static string TextOf(Exception fault)
    {
        var text = "a scenario could not be run: " + (fault is PlanRefusedException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}");
        return text.Length <= LongestMessage ? text : text[..LongestMessage];
    }

    private void RunPhases(HealthProbe probe)
    {
        // Users whom the warm-up has go on into the measured part: their number is the load.
        var users = UserSchedule.Of([.. _timeline.Select(t => (t.Phase, t.StartNs, t.EndNs))], _plan.Share);
        foreach (var timed in _timeline)
        {
            if (timed.Number == 1)
            {
                // To read what the system tells takes time that the first arrival does not have.
                SleepUntil(timed.StartNs - ReadingNs);
                probe.Restart();
            }

            SleepUntil(timed.StartNs);
            if (_abort.IsCancellationRequested) return;
            if (timed.Phase.Simulation.IterationsForConstant is { } iterations) StartIterations(timed, IterationQuota.Of(iterations, _plan.Share));
            else if (timed.Phase.Simulation.IsOpen) Pace(timed);
            else StartUsers(timed, users.Where(w => w.StartNs >= timed.StartNs && w.StartNs < timed.EndNs));
        }

        if (_timeline[^1].EndNs is var end and < long.MaxValue) SleepUntil(end);
    }

    private void StartUsers(TimedPhase timed, IEnumerable<UserWindow> windows)
    {
        foreach (var window in windows)
        {
            SleepUntil(window.StartNs);
            if (_abort.IsCancellationRequested) return;
            long iteration = 0;
            _runner.StartUser(timed.Number, now => now < window.EndNs ? window.Number + (iteration++ << 20) : null, _measuredFromNs);
        }
    }

    private void StartIterations(TimedPhase timed, IterationQuota quota)
    {
        // Each user's first iteration is its own, however soon another has done with one.
        var taken = quota.Copies - 1L;
        for (var user = 0L; user < quota.Copies; user++)
        {
            var first = user;
            _runner.StartUser(
                timed.Number,
                _ =>
                {
                    var n = first >= 0 ? first : Interlocked.Increment(ref taken);
                    first = -1;
                    return n < quota.Count ? quota.First + n : null;
                },
                _measuredFromNs);
        }
    }

    private void Pace(TimedPhase timed)
    {
        var lateAfter = (long)Math.Max(1_000_000, 0.05 * ArrivalSchedule.SpacingNs(timed.Phase, _plan.Share));
        using var pump = _runner.Pump(ArrivalSchedule.Of(timed.Phase, _plan.Seed, _plan.Share), new PhaseClock(timed.Number, timed.StartNs, timed.IsMeasured, lateAfter));
        _loops.Pace(pump);
        pump.Wait(_aborted);
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
                if (MonotonicClock.Now < Volatile.Read(ref _measuredToNs) - SliceNs / 10) _recorder.CloseSlice(MonotonicClock.Now - _measuredFromNs);
            },
            null,
            firstTick,
            TimeSpan.FromSeconds(1));
    }

    private RoundReport Head(RoundState state) => new()
    {
        Id = _plan.Id,
        State = state,
        StartAt = _plan.StartAt,
        ElapsedSeconds = (MonotonicClock.Now - _measuredFromNs) / 1e9,
        // Of a round whose end the target decides: up to now.
        MeasuredSeconds = Math.Max(0, (Volatile.Read(ref _measuredToNs) is var end and < long.MaxValue ? end : MonotonicClock.Now) - _measuredFromNs) / 1e9,
    };
}
