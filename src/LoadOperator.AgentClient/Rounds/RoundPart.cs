using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>Requests of a round, of all generators together: all of them, or those of some steps. Histograms are added; a percentile is only ever taken of the sum.</summary>
/// <param name="Counts">How many.</param>
/// <param name="Seconds">How long the round was.</param>
/// <param name="ResponseTime">Their response times, in nanoseconds.</param>
/// <param name="ServiceTime">Their service times; null of some steps only, whose generators do not report them.</param>
/// <param name="Parts">The parts of their times; null likewise.</param>
internal sealed record RoundPart(RequestCounts Counts, double Seconds, HistogramBase ResponseTime, HistogramBase? ServiceTime, PartTimes? Parts)
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <exception cref="FormatException">A report holds something that is no histogram.</exception>
    public static RoundPart Whole(IReadOnlyList<RoundReport> reports) => new(
        new RequestCounts(reports.Sum(r => r.Requests), reports.Sum(r => r.Errors)),
        SecondsOf(reports),
        Sum(reports.Select(r => r.ResponseTime)),
        Sum(reports.Select(r => r.ServiceTime)),
        new PartTimes(reports));

    /// <exception cref="FormatException">A report holds something that is no histogram, or none where there should be one.</exception>
    public static RoundPart Of(MetricScope scope, IReadOnlyList<RoundReport> reports)
    {
        // A generator with one step reports its times as those of the whole.
        var steps = reports.SelectMany(report => report.Steps
            .Where(step => scope.Holds(step.Scenario, step.Step))
            .Select(step => report.Steps.Count == 1 ? step with { ResponseTime = step.ResponseTime ?? report.ResponseTime } : step)).ToList();
        if (steps.FirstOrDefault(s => s.Requests > 0 && s.ResponseTime is null) is { } bare) throw new FormatException($"step {bare.Step} of scenario {bare.Scenario} has requests, but no response times");
        return new RoundPart(new RequestCounts(steps.Sum(s => s.Requests), steps.Sum(s => s.Errors)), SecondsOf(reports), Sum(steps.Select(s => s.ResponseTime)), null, null);
    }

    /// <summary>The part's value of a metric; null where it has none.</summary>
    public double? ValueOf(MetricName metric) => metric.Family switch
    {
        MetricFamily.ErrorRate => Counts.Requests > 0 ? (double)Counts.Errors / Counts.Requests : null,
        MetricFamily.Throughput => Seconds > 0 ? (Counts.Requests - Counts.Errors) / Seconds : null,
        MetricFamily.ServiceTime => ServiceTime is { } service ? TimeOf(service, metric) : null,
        _ when metric.IsPart => Parts?.Of(metric) is { } times ? TimeOf(times, metric) : null,
        _ => TimeOf(ResponseTime, metric),
    };

    private static double SecondsOf(IReadOnlyList<RoundReport> reports) => reports.Select(r => r.MeasuredSeconds).DefaultIfEmpty(0).Max();

    private static double? TimeOf(HistogramBase histogram, MetricName metric)
    {
        if (histogram.TotalCount == 0) return null;
        var nanoseconds = metric.Percentile is { } p ? histogram.GetValueAtPercentile(p) : metric.IsMean ? histogram.GetMean() : histogram.GetMaxValue();
        return nanoseconds / NanosecondsPerMillisecond;
    }

    internal static HistogramBase Sum(IEnumerable<string?> encoded)
    {
        HistogramBase sum = DurationHistogram.Create();
        foreach (var text in encoded)
            if (text is not null) sum.Add(HistogramCodec.Decode(text));
        return sum;
    }
}
