using HdrHistogram;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>The parts of the requests' times in a round, of all generators together; those that no request had are not there.</summary>
internal sealed class PartTimes
{
    private readonly Dictionary<LatencyPart, HistogramBase> _parts = [];

    /// <exception cref="FormatException">A report holds something that is no histogram.</exception>
    public PartTimes(IReadOnlyList<RoundReport> reports)
    {
        var splits = reports.Select(r => r.Split).OfType<LatencySplit>().ToList();
        Add(LatencyPart.Queue, splits.Select(s => s.Queue));
        Add(LatencyPart.Connect, splits.Select(s => s.Connect));
        Add(LatencyPart.Tls, splits.Select(s => s.Tls));
        Add(LatencyPart.FirstByte, splits.Select(s => s.FirstByte));
        Add(LatencyPart.Total, reports.Select(r => r.ResponseTime));
    }

    /// <summary>The times that a metric of a part is of; null where no request had it.</summary>
    public HistogramBase? Of(MetricName metric) => _parts.GetValueOrDefault(metric.Family switch
    {
        MetricFamily.Queue => LatencyPart.Queue,
        MetricFamily.Connect => LatencyPart.Connect,
        MetricFamily.Tls => LatencyPart.Tls,
        MetricFamily.FirstByte => LatencyPart.FirstByte,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "is of no part"),
    });

    public IReadOnlyList<LatencyPartTimes> Summary() =>
        [.. _parts.Select(p => new LatencyPartTimes(p.Key, Milliseconds(p.Value, 50), Milliseconds(p.Value, 95), Milliseconds(p.Value, 99)))];

    private static double Milliseconds(HistogramBase times, double percentile) => times.GetValueAtPercentile(percentile) / 1e6;

    private void Add(LatencyPart part, IEnumerable<string?> encoded)
    {
        if (RoundPart.Sum(encoded) is { TotalCount: > 0 } times) _parts.Add(part, times);
    }
}
