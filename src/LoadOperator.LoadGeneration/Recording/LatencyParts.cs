using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Recording;

/// <summary>How the time of requests was spent. Most of them open no connection and wait for none: those are in the histograms of the parts that they have.</summary>
internal sealed class LatencyParts
{
    private readonly LongHistogram _firstByte = DurationHistogram.Create();
    private LongHistogram? _queue;
    private LongHistogram? _connect;
    private LongHistogram? _tls;
    private long _retried;

    public void Record(in ExchangeTimes times)
    {
        if (times.FirstByteNs > 0) _firstByte.RecordClamped(times.FirstByteNs);
        if (times.QueueNs > 0) (_queue ??= DurationHistogram.Create()).RecordClamped(times.QueueNs);
        if (times.ConnectNs > 0) (_connect ??= DurationHistogram.Create()).RecordClamped(times.ConnectNs);
        if (times.TlsNs > 0) (_tls ??= DurationHistogram.Create()).RecordClamped(times.TlsNs);
        if (times.IsRetried) _retried++;
    }

    public LatencySplit Encode() => new()
    {
        Queue = Encode(_queue),
        Connect = Encode(_connect),
        Tls = Encode(_tls),
        FirstByte = Encode(_firstByte),
        Retried = _retried,
    };

    private static string? Encode(LongHistogram? histogram) => histogram is { TotalCount: > 0 } ? HistogramCodec.Encode(histogram) : null;
}
