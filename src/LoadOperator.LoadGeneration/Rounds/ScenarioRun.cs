using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Runs scenarios, one at a time: step after step, until one fails. The first step of an arrival is timed from when the arrival
/// was due, so that a late send counts as latency; a later step from the end of the one before it, or where its user thought, from when it is sent. It is used again for the
/// next scenario, and allocates nothing.
/// </summary>
internal abstract class ScenarioRun : IExchangeOwner
{
    private readonly ScenarioRunner _runner;
    private readonly Exchange _exchange;
    private readonly RequestRendering _rendering = new();
    private readonly IterationValues? _variables;
    private KeptAnswer? _answer;
    private RoundRecorder _recorder;
    private TemplateValues _values;
    private Arrived? _arrived;
    private long? _dueNs;
    private ulong _seed;
    private int _step;
    private int _end;
    private int _turns;
    private int _isFaulted;
    private bool _isUnwatched;

    /// <param name="opensAtOnce">As <see cref="Exchange.OpensAtOnce"/>.</param>
    protected ScenarioRun(ScenarioRunner runner, bool opensAtOnce)
    {
        _runner = runner;
        _recorder = runner.Rehearsal;
        _exchange = new Exchange(this, opensAtOnce);
        if (runner.VariableCount > 0) _variables = new IterationValues(runner.VariableCount);
    }

    protected ScenarioRunner Runner => _runner;

    public void Ended(Exchange exchange)
    {
        try
        {
            if (Volatile.Read(ref _isFaulted) == 1) return;
            if (exchange.Fault is { } fault)
            {
                Fault(fault);
                return;
            }

            if (_runner.IsAborted)
            {
                Over(null, exchange.EndNs);
                return;
            }

            var compiled = _runner.Steps[_step];
            var error = exchange.Error ?? ErrorOf(compiled, exchange);
            var outcome = new RequestOutcome(error, _rendering.BodyLength, exchange.BytesReceived);
            _recorder.RequestEnded(_step, exchange.EndNs - _dueNs!.Value, exchange.EndNs - exchange.SentNs - exchange.Times.QueueNs, outcome, exchange.Times);
            if (compiled.SampledPercent is not null && _values.Trace.IsSampled) _recorder.Traces.Offer(_step, exchange.EndNs - _dueNs!.Value, _values.Trace.Id, error);
            var thinkNs = compiled.ThinkTime?.Draw(_seed, _step) ?? 0;
            _step = error is null ? _step + 1 : _end;
            if (_step == _end)
            {
                Over(error, exchange.EndNs + thinkNs);
            }
            else if (thinkNs > 0)
            {
                _dueNs = null;
                _runner.Think(this, exchange.EndNs + thinkNs);
            }
            else
            {
                _dueNs = exchange.EndNs;
                Advance();
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    /// <summary>The user has thought for long enough, or the round is being aborted.</summary>
    public void Resume()
    {
        try
        {
            if (_step == _end) Thought();
            else if (_runner.IsAborted) Over(null, MonotonicClock.Now);
            else Advance();
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    /// <summary>Looks whether something is to be done at this time.</summary>
    /// <returns>When to look again, should nothing begin meanwhile.</returns>
    public virtual long Watch(long nowNs, bool isAborted) => _exchange.Watch(nowNs, isAborted);

    /// <summary>Looking failed. The scenario is under way all the same, and the round cannot go on. It is told once, though every later look may fail as well.</summary>
    public void Unwatched(Exception exception)
    {
        if (!_isUnwatched) _runner.Fault(exception);
        _isUnwatched = true;
    }

    /// <summary>The scenario has ended.</summary>
    /// <param name="error">The kind of failure that ended it, or null.</param>
    /// <param name="thinkUntilNs">When the user is ready for another.</param>
    protected abstract void Over(string? error, long thinkUntilNs);

    /// <summary>A user who was thinking after a scenario is ready for another.</summary>
    protected virtual void Thought()
    {
    }

    /// <summary>Begins a scenario.</summary>
    /// <param name="arrived">The arrival that it is of; null in a closed model.</param>
    protected void Begin(int phase, long index, Arrived? arrived, bool isMeasured)
    {
        try
        {
            BeginWith(phase, index, arrived, isMeasured);
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    private void BeginWith(int phase, long index, Arrived? arrived, bool isMeasured)
    {
        // The draw depends on the arrival alone, not on the generator that sends it or on what was drawn before.
        _seed = SeededRandom.Derive((ulong)_runner.Seed, ((ulong)phase << 48) ^ (ulong)index);
        var random = new SeededRandom(_seed);
        var scenario = _runner.Draw(ref random);
        (_step, _end) = (scenario.FirstStep, scenario.End);
        _variables?.Clear();
        for (var i = 0; i < scenario.Feeds.Count; i++)
        {
            if (!scenario.Feeds[i].TryDraw(_seed, _variables!)) throw new PlanRefusedException(scenario.Feeds[i].Cursor.Exhausted);
        }

        _values = new TemplateValues(index + 1, random, _variables);
        // What is not measured is recorded as well, for nobody: all of the code has run before it counts.
        _recorder = isMeasured ? _runner.Recorder : _runner.Rehearsal;
        (_arrived, _dueNs) = (arrived, arrived?.DueNs);
        Advance();
    }

    /// <summary>The user, or the arrival, that sent has gone.</summary>
    protected void Depart() => _runner.Driver.Release(_exchange);

    /// <summary>This scenario cannot go on, and is no longer under way. It is told once, though its request may be and end later.</summary>
    private void Fault(Exception exception)
    {
        if (Interlocked.Exchange(ref _isFaulted, 1) == 1) return;
        try
        {
            _runner.Fault(exception);
            Depart();
        }
        finally
        {
            _runner.Leave();
        }
    }

    private string? ErrorOf(CompiledStep step, Exchange exchange) =>
        step.ErrorOf(exchange.Status) ?? step.Answer?.Read(_answer!, _variables, _rendering.Scratch);

    /// <summary>Sends the next request; where the one before ends while it is being sent, from up here rather than ever deeper in the stack.</summary>
    private void Advance()
    {
        if (Interlocked.Increment(ref _turns) != 1) return;
        do SendStep();
        while (Interlocked.Decrement(ref _turns) != 0);
    }

    private void SendStep()
    {
        var compiled = _runner.Steps[_step];
        if (compiled.SampledPercent is { } percent) _values.Trace = RequestTrace.Create(_seed, _step, percent);
        ReadOnlyMemory<byte> request;
        try
        {
            request = compiled.Render(ref _values, _rendering);
        }
        catch (PlanRefusedException exception)
        {
            // Told here: whoever started this scenario, another one's end perhaps, has its own to count.
            Fault(exception);
            return;
        }

        var sent = MonotonicClock.Now;
        _dueNs ??= sent;
        if (_arrived is { } arrived)
        {
            _recorder.ArrivalSent(sent - arrived.DueNs, arrived.LateAfterNs);
            _arrived = null;
        }

        _exchange.Begin(request, compiled.Traits, sent, compiled.TimeoutNs, compiled.Answer is null ? null : _answer ??= new KeptAnswer());
        _runner.Driver.Send(_exchange);
    }

    /// <summary>When an arrival was due, and how much later it is late.</summary>
    protected readonly record struct Arrived(long DueNs, long LateAfterNs);
}
