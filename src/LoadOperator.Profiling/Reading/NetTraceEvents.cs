using LoadOperator.Profiling.Stacks;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace LoadOperator.Profiling.Reading;

/// <summary>Collects what the events of a trace say: time from samples, bytes from allocation ticks, pauses, exceptions and contention.</summary>
internal sealed class NetTraceEvents(TraceLog log, TimeWindow window)
{
    private readonly StackSums _sums = new();
    private readonly SampledTime _time = new();
    private readonly NetTraceStacks _stacks = new();
    private readonly Dictionary<string, double> _counters = new()
    {
        [CounterNames.AllocatedBytes] = 0,
        [CounterNames.GcPauseMs] = 0,
        [CounterNames.Collections] = 0,
        [CounterNames.Exceptions] = 0,
        [CounterNames.Contentions] = 0,
        [CounterNames.ContentionMs] = 0,
    };

    private readonly double _from = RelativeTo(log, window.From);
    private readonly double _to = RelativeTo(log, window.To);

    private double? _pausedSince;
    private double _queued;
    private int _looks;
    private double? _first;
    private double _last;

    public void Listen(TraceEventDispatcher source, SampleProfilerTraceEventParser samples)
    {
        samples.ThreadSample += Counted<ClrThreadSampleTraceData>(Sample);
        source.Clr.GCAllocationTick += Counted<GCAllocationTickTraceData>(Allocation);
        source.Clr.ExceptionStart += Counted<ExceptionTraceData>(Exception);
        source.Clr.ContentionStop += Counted<ContentionStopTraceData>(e =>
        {
            Count(CounterNames.Contentions);
            Count(CounterNames.ContentionMs, Math.Max(0, e.DurationNs) / 1e6);
        });
        source.Clr.GCStart += Counted<GCStartTraceData>(_ => Count(CounterNames.Collections));
        source.Clr.GCSuspendEEStart += Counted<GCSuspendEETraceData>(e => _pausedSince = e.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep ? e.TimeStampRelativeMSec : null);
        source.Clr.GCRestartEEStop += Counted<GCNoUserDataTraceData>(e =>
        {
            if (_pausedSince is { } since) Count(CounterNames.GcPauseMs, e.TimeStampRelativeMSec - since);
            _pausedSince = null;
        });
        source.Dynamic.AddCallbackForProviderEvent(RuntimeCounter.Provider, RuntimeCounter.Event, Counted<TraceEvent>(e => Queue(RuntimeCounter.Of(e.PayloadValue(0)))));
    }

    /// <summary>Leaves out what happened outside of the window.</summary>
    private Action<T> Counted<T>(Action<T> take)
        where T : TraceEvent => e =>
    {
        if (e.TimeStampRelativeMSec >= _from && e.TimeStampRelativeMSec < _to) take(e);
    };

    public Profile ToProfile(string? partial)
    {
        IReadOnlyList<StackCost> stacks = [.. _time.ToStacks(), .. _sums.ToStacks()];
        if (stacks.Count == 0) throw new ProfileFormatException("the trace holds no stacks: it needs the provider Microsoft-DotNETCore-SampleProfiler, and load while it is taken");
        return new Profile
        {
            Stacks = stacks,
            Seconds = (_last - (_first ?? _last)) / 1000,
            StartedAt = StartOf(log) + TimeSpan.FromMilliseconds(_first ?? 0),
            // Nobody has looked in a trace that is shorter than a second.
            Counters = _looks == 0 ? _counters : new Dictionary<string, double>(_counters) { [CounterNames.ThreadPoolQueue] = _queued / _looks },
            Partial = partial ?? (_stacks.ShareWithoutName > 0.5 ? "most methods have no name: the target ended before it named them" : null),
        };
    }

    private static DateTimeOffset StartOf(TraceLog log) => new(log.SessionStartTime.ToUniversalTime(), TimeSpan.Zero);

    private static double RelativeTo(TraceLog log, DateTimeOffset time) => (time - StartOf(log)).TotalMilliseconds;

    private void Sample(ClrThreadSampleTraceData sample)
    {
        var now = sample.TimeStampRelativeMSec;
        _first ??= now;
        _last = now;
        var stack = _stacks.Of(sample.CallStack());
        _time.Add(sample.ThreadID, now, stack.Frames, sample.Type == ClrThreadSampleType.Managed ? stack.Inside : stack.Outside);
    }

    private void Allocation(GCAllocationTickTraceData tick)
    {
        var bytes = tick.AllocationAmount64;
        Count(CounterNames.AllocatedBytes, bytes);
        AddWithLeaf(tick, tick.TypeName, CostKind.Allocation, bytes);
    }

    private void Exception(ExceptionTraceData thrown)
    {
        Count(CounterNames.Exceptions);
        AddWithLeaf(thrown, thrown.ExceptionType, CostKind.Exceptions, 1);
    }

    private void Queue(RuntimeCounter? counter)
    {
        if (counter is not { Name: RuntimeCounter.ThreadPoolQueue, Value: >= 0 and < double.PositiveInfinity }) return;
        _queued += counter.Value;
        _looks++;
    }

    private void AddWithLeaf(TraceEvent happened, string type, CostKind kind, double cost)
    {
        var frames = _stacks.Of(happened.CallStack()).Frames;
        if (frames.Count == 0) return;
        _sums.Add([.. frames, _sums.Keep(new Frame($"[{type}]", IsFramework: true))], kind, cost);
    }

    private void Count(string name, double by = 1) => _counters[name] += by;
}
