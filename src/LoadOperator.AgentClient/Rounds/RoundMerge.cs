using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>Makes one measurement out of the generators' reports. Histograms are added; a percentile is only ever taken of the sum.</summary>
public static class RoundMerge
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <exception cref="FormatException">A report holds something that is no histogram, or no self-check.</exception>
    public static RoundResult Merge(IReadOnlyList<RoundReport> reports, DateTimeOffset startedAt, IReadOnlyList<MetricName> metrics)
    {
        var responseTime = Sum(reports.Select(r => r.ResponseTime));
        var serviceTime = Sum(reports.Select(r => r.ServiceTime));
        long requests = reports.Sum(r => r.Requests), errors = reports.Sum(r => r.Errors);
        var seconds = reports.Select(r => r.MeasuredSeconds).DefaultIfEmpty(0).Max();
        var values = new Dictionary<string, double>();
        foreach (var metric in metrics)
        {
            double? value = metric.Family switch
            {
                MetricFamily.ErrorRate => requests > 0 ? (double)errors / requests : null,
                MetricFamily.Throughput => seconds > 0 ? (requests - errors) / seconds : null,
                MetricFamily.ServiceTime => TimeOf(serviceTime, metric),
                _ => TimeOf(responseTime, metric),
            };
            if (value is { } known) values[metric.Text] = known;
        }

        var measurement = new RoundMeasurement
        {
            Requests = requests,
            Errors = errors,
            ErrorsByKind = reports.SelectMany(r => r.ErrorsByKind).GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Sum(e => e.Value)),
            MeasuredSeconds = seconds,
            BytesReceived = reports.Sum(r => r.BytesReceived),
            Values = values,
            Generators = [.. reports.Select(r => r.Health ?? throw new FormatException("it has no self-check"))],
        };
        return new RoundResult(measurement, startedAt, responseTime, serviceTime, reports);
    }

    private static double? TimeOf(HistogramBase histogram, MetricName metric)
    {
        if (histogram.TotalCount == 0) return null;
        var nanoseconds = metric.Percentile is { } p ? histogram.GetValueAtPercentile(p) : metric.IsMean ? histogram.GetMean() : histogram.GetMaxValue();
        return nanoseconds / NanosecondsPerMillisecond;
    }

    private static HistogramBase Sum(IEnumerable<string?> encoded)
    {
        HistogramBase sum = DurationHistogram.Create();
        foreach (var text in encoded)
            if (text is not null) sum.Add(HistogramCodec.Decode(text));
        return sum;
    }
}
