using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>All scenarios of a round: those under way, and those that have ended and wait to be used again.</summary>
internal sealed class ScenarioRunner(RoundPlan plan, RequestPlan requests, RoundRecorder recorder, IRequestDriver driver, CancellationTokenSource abort) : IDisposable
{
    private readonly DeadlineWatch _watch = new(requests.Steps.Min(s => s.TimeoutNs), abort.Token);
    private readonly ThinkingUsers? _thinking = requests.Steps.Any(s => s.ThinkTime is not null) ? new ThinkingUsers(abort.Token) : null;
    private readonly Lock _lock = new();
    private readonly Stack<ArrivalRun> _free = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // One is held by the round itself until it has sent everything.
    private int _underWay = 1;
    private Exception? _fault;
    private volatile ArrivalPump? _pump;

    public bool IsAborted => abort.IsCancellationRequested;

    public long Seed => plan.Seed;

    public IRequestDriver Driver => driver;

    public IReadOnlyList<CompiledStep> Steps { get; } = requests.Steps;

    /// <summary>How many variables have a value of their own in every run of a scenario.</summary>
    public int VariableCount => requests.VariableCount;

    public RoundRecorder Recorder => recorder;

    /// <summary>Records what is not measured.</summary>
    public RoundRecorder Rehearsal { get; } = new(requests);

    /// <summary>Begins to watch the time of what will be sent.</summary>
    public void Start()
    {
        _watch.Start();
        _thinking?.Start();
    }

    /// <summary>Resumes a scenario when its user has thought.</summary>
    public void Think(ScenarioRun run, long untilNs) => _thinking!.Add(run, untilNs);

    /// <summary>Has a scenario watched at this time at the latest.</summary>
    public void LookAt(long timeNs) => _watch.LookAt(timeNs);

    /// <summary>Begins to send arrivals when they are due.</summary>
    public ArrivalPump Pump(IEnumerable<Arrival> arrivals, PhaseClock clock) => _pump = new ArrivalPump(this, arrivals, clock);

    /// <summary>Starts the scenario of an arrival and returns as soon as its first request is on its way.</summary>
    public void StartArrival(int phase, long index, long dueNs, bool isMeasured, long lateAfterNs)
    {
        Interlocked.Increment(ref _underWay);
        ArrivalRun? run;
        lock (_lock) _free.TryPop(out run);
        if (run is null) _watch.Add(run = new ArrivalRun(this));
        run.Start(phase, index, dueNs, isMeasured, lateAfterNs);
    }

    /// <summary>Starts a user, who runs one scenario after the other.</summary>
    /// <param name="next">The number of the user's next scenario, at this time; null when there is no more.</param>
    /// <param name="measuredFromNs">Scenarios begun before this belong to the warm-up.</param>
    public void StartUser(int phase, Func<long, long?> next, long measuredFromNs)
    {
        Interlocked.Increment(ref _underWay);
        var run = new UserRun(this, phase, next, measuredFromNs);
        _watch.Add(run);
        run.Start();
    }

    /// <summary>What kept a scenario from going on, if anything did.</summary>
    public Exception? FirstFault => _fault;

    /// <summary>Blocks until every request has been answered or has timed out; after an abort, for so long at most.</summary>
    /// <returns>False where requests are left that do not end.</returns>
    public bool WaitForRequestsUnderWay(TimeSpan afterAbort)
    {
        Leave();
        try
        {
            _idle.Task.Wait(abort.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return _idle.Task.Wait(afterAbort, CancellationToken.None);
        }
    }

    /// <summary>Draws a scenario.</summary>
    public CompiledScenario Draw(ref SeededRandom random) => requests.Draw(ref random);

    /// <summary>A scenario of an arrival has ended.</summary>
    public void Done(ArrivalRun run)
    {
        lock (_lock) _free.Push(run);
        // One arrival has the connection that has come free, if nobody waited for it.
        if (_pump is { } pump && !driver.IsBusy) pump.RunDue(forNs: 0, Reading.Behind);
        Leave();
    }

    /// <summary>A scenario cannot go on, for a reason that is not the target's: nor can the round.</summary>
    public void Fault(Exception exception)
    {
        Interlocked.CompareExchange(ref _fault, exception, null);
        if (exception is not PlanRefusedException) recorder.OwnError();
        abort.Cancel();
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0) _idle.TrySetResult();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _thinking?.Dispose();
    }
}
