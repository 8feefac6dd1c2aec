using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The verdict as one sentence and as the columns of a list.</summary>
internal static class Summary
{
    public static string Of(CampaignVerdict verdict)
    {
        var objectives = string.Concat(verdict.Objectives.Where(o => o.State != ObjectiveState.Met).Select(o =>
            $"; objective {o.Metric} {o.Bound} {Word(o.State)} ({Figures.Value(o.Value, MetricName.Parse(o.Metric).Unit)})"));
        if (verdict.Deciding is { Delta: not null } metric && verdict.Verdict != Verdict.Invalid)
        {
            var tail = verdict.Verdict switch
            {
                Verdict.Inconclusive when metric.PairsToDecide is { } pairs => $"; about {pairs} pairs {(MetricName.Parse(metric.Name).TargetCounter is null ? "" : "of profiles ")}would decide",
                Verdict.NoRegression when metric.Reason == "WorseWithinMargin" => $"; a proven slowdown, within the margin of {Figures.Delta(metric.Margin, metric.Scale)}",
                _ => "",
            };
            return (verdict.Message is { } message ? message + "; " : "") + OfMetric(metric) + tail + objectives;
        }

        var core = verdict.Message ?? (verdict.Deciding is { } deciding ? $"{deciding.Name}: {deciding.Message}" : "objectives only");
        if (verdict.Verdict == Verdict.NotCompared && verdict.Message is null)
            core = verdict.Objectives.All(o => o.State == ObjectiveState.Met) ? $"all {verdict.Objectives.Count} objectives met" : "nothing compared";
        return core + objectives;
    }

    public static Headline HeadlineOf(CampaignVerdict verdict, CampaignPlan plan, int completed)
    {
        var metric = verdict.Deciding ?? verdict.Metrics[0];
        return new Headline
        {
            Metric = metric.Name,
            Delta = metric.Delta is null ? null : Figures.Delta(metric.Delta, metric.Scale),
            PValue = metric.PValue is null ? null : Figures.PValue(metric.PValue),
            Rounds = $"{completed}/{plan.Looks.At(completed)}",
            Against = plan.Against,
        };
    }

    /// <summary>For instance <c>latency.p95 +7.2% [+5.6%, +8.9%], p=3e-06, n=10+10</c>.</summary>
    private static string OfMetric(MetricStatus metric)
    {
        var interval = Figures.Interval(metric.DeltaCi95, metric.Scale);
        var p = Figures.PValue(metric.PValue);
        return $"{metric.Name} {Figures.Delta(metric.Delta, metric.Scale)}{(interval.Length > 0 ? " " + interval : "")}, p{(p.StartsWith('<') ? "" : "=")}{p}, n={metric.Control?.N}+{metric.Candidate.N}";
    }

    private static string Word(ObjectiveState state) => state switch
    {
        ObjectiveState.Missed => "missed",
        ObjectiveState.Undecided => "undecided",
        _ => "without data",
    };
}
