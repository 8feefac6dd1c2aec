using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>Makes one measurement out of the generators' reports.</summary>
public static class RoundMerge
{
    /// <exception cref="FormatException">A report holds something that is no histogram, or no self-check.</exception>
    public static RoundResult Merge(IReadOnlyList<RoundReport> reports, DateTimeOffset startedAt, IReadOnlyList<MetricName> metrics)
    {
        var whole = RoundPart.Whole(reports);
        var scopes = metrics.Select(m => m.Scope).OfType<MetricScope>().Distinct().ToDictionary(scope => scope, scope => RoundPart.Of(scope, reports));
        var values = new Dictionary<string, double>();
        foreach (var metric in metrics)
            if ((metric.Scope is { } scope ? scopes[scope] : whole).ValueOf(metric) is { } known) values[metric.Text] = known;

        var measurement = new RoundMeasurement
        {
            Requests = whole.Counts.Requests,
            Errors = whole.Counts.Errors,
            ErrorsByKind = reports.SelectMany(r => r.ErrorsByKind).GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Sum(e => e.Value)),
            MeasuredSeconds = whole.Seconds,
            BytesReceived = reports.Sum(r => r.BytesReceived),
            Values = values,
            P95OfSlices = RoundSeries.P95Of(reports),
            Parts = whole.Parts!.Summary(),
            SlowestTraces = [.. reports.SelectMany(r => r.SlowestTraces ?? []).OrderByDescending(t => t.Milliseconds).Take(TracedRequest.MostKept)],
            Scopes = scopes.ToDictionary(s => $"{s.Key}", s => s.Value.Counts),
            Generators = [.. reports.Select(r => r.Health ?? throw new FormatException("it has no self-check"))],
        };
        return new RoundResult(measurement, startedAt, whole.ResponseTime, whole.ServiceTime!, reports);
    }
}
