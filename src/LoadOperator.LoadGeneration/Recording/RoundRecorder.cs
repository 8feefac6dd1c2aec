using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Recording;

/// <summary>
/// Counts and times every request of the measured part of a round. One lock guards it all: a request takes it once, for
/// well under a microsecond.
/// </summary>
internal sealed class RoundRecorder(RequestPlan plan)
{
    private readonly Lock _lock = new();
    private readonly Lock _closing = new();
    private readonly LongHistogram _responseTime = DurationHistogram.Create();
    private readonly LongHistogram _serviceTime = DurationHistogram.Create();
    private readonly LongHistogram _sendLag = DurationHistogram.Create();
    private readonly LatencyParts _parts = new();
    private readonly Dictionary<string, long> _errorsByKind = [];
    private readonly StepCounter[] _steps = [.. plan.Steps.Select(_ => new StepCounter())];
    private readonly bool _hasManySteps = plan.Steps.Count > 1;
    private readonly List<TimeSlice> _series = [];
    private LongHistogram _slice = DurationHistogram.Create();
    private LongHistogram _spareSlice = DurationHistogram.Create();
    private long _sliceStart;
    private long _sliceRequests;
    private long _sliceErrors;
    private long _requests;
    private long _errors;
    private long _ownErrors;
    private long _bytesReceived;
    private long _bytesSent;
    private long _sent;
    private long _late;

    /// <summary>Requests whose trace was sampled.</summary>
    public SlowestTraces Traces { get; } = new(plan.Steps);

    /// <summary>An arrival of an open model has been handed to the connection pool.</summary>
    /// <param name="lagNs">How late this generator was. What the arrival then waits for a connection is the target's doing.</param>
    public void ArrivalSent(long lagNs, long lateAfterNs)
    {
        lock (_lock)
        {
            _sent++;
            if (lagNs > lateAfterNs) _late++;
            _sendLag.RecordClamped(lagNs);
        }
    }

    /// <summary>A request has ended, well or not. Failed ones are in the histograms too, at the time they failed; one that gave up waiting for a connection has no service time.</summary>
    public void RequestEnded(int step, long responseNs, long serviceNs, in RequestOutcome outcome, in ExchangeTimes times)
    {
        lock (_lock)
        {
            _requests++;
            _sliceRequests++;
            _bytesReceived += outcome.BytesReceived;
            _bytesSent += outcome.BytesSent;
            _responseTime.RecordClamped(responseNs);
            if (serviceNs > 0) _serviceTime.RecordClamped(serviceNs);
            _slice.RecordClamped(responseNs);
            _parts.Record(times);
            var counter = _steps[step];
            counter.Requests++;
            if (_hasManySteps) (counter.ResponseTime ??= DurationHistogram.Create()).RecordClamped(responseNs);
            if (outcome.Error is not { } kind) return;
            _errors++;
            _sliceErrors++;
            counter.Errors++;
            if (kind == RequestOutcome.Generator) _ownErrors++;
            _errorsByKind[kind] = _errorsByKind.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>A scenario failed by the generator itself, in a way that nobody foresaw.</summary>
    public void OwnError()
    {
        lock (_lock) _ownErrors++;
    }

    /// <summary>Ends a slice of the time series.</summary>
    /// <param name="elapsedNs">Time since the start of the measured part.</param>
    public void CloseSlice(long elapsedNs)
    {
        // One at a time: the spare histogram is free only when the slice before has been encoded.
        lock (_closing) CloseSliceAlone(elapsedNs);
    }

    /// <summary>What is known so far: counts, and the last slice alone, so that looking on costs the generator little.</summary>
    public RoundReport Snapshot(RoundReport report)
    {
        lock (_lock)
        {
            return report with
            {
                Requests = _requests,
                Errors = _errors,
                ErrorsByKind = new Dictionary<string, long>(_errorsByKind),
                BytesReceived = _bytesReceived,
                BytesSent = _bytesSent,
                Series = [.. _series.TakeLast(1)],
            };
        }
    }

    /// <summary>Everything, once the round has ended.</summary>
    public RoundReport Complete(RoundReport report)
    {
        var snapshot = Snapshot(report);
        lock (_lock)
        {
            return snapshot with
            {
                ResponseTime = HistogramCodec.Encode(_responseTime),
                ServiceTime = HistogramCodec.Encode(_serviceTime),
                Split = _parts.Encode(),
                Series = [.. _series],
                SlowestTraces = Traces.Report(),
                Steps =
                [
                    .. plan.Steps.Select((step, i) => new StepReport
                    {
                        Scenario = step.Scenario,
                        Step = step.Name,
                        Requests = _steps[i].Requests,
                        Errors = _steps[i].Errors,
                        ResponseTime = _steps[i].ResponseTime is { } histogram ? HistogramCodec.Encode(histogram) : null,
                    }),
                ],
                Health = snapshot.Health! with
                {
                    Sent = _sent,
                    Late = _late,
                    SendLagP99Ms = _sent == 0 ? 0 : _sendLag.GetValueAtPercentile(99) / 1e6,
                    SendLagMaxMs = _sent == 0 ? 0 : _sendLag.GetMaxValue() / 1e6,
                    OwnErrors = _ownErrors,
                    AllocatedBytesPerRequest = snapshot.Health.AllocatedBytesPerRequest / Math.Max(1, _requests),
                },
            };
        }
    }

    private void CloseSliceAlone(long elapsedNs)
    {
        LongHistogram full;
        long start, requests, errors;
        lock (_lock)
        {
            if (elapsedNs <= _sliceStart) return;
            (full, _slice) = (_slice, _spareSlice);
            (start, requests, errors) = (_sliceStart, _sliceRequests, _sliceErrors);
            (_sliceStart, _sliceRequests, _sliceErrors) = (elapsedNs, 0, 0);
        }

        var slice = new TimeSlice
        {
            EndSeconds = elapsedNs / 1e9,
            LengthSeconds = (elapsedNs - start) / 1e9,
            Requests = requests,
            Errors = errors,
            ResponseTime = HistogramCodec.Encode(full),
        };
        full.Reset();
        lock (_lock)
        {
            _spareSlice = full;
            _series.Add(slice);
        }
    }

    private sealed class StepCounter
    {
        public long Requests { get; set; }

        public long Errors { get; set; }

        public LongHistogram? ResponseTime { get; set; }
    }
}
