using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The metrics of a campaign against a baseline: against the newest revision and, against a slow ratchet, the pinned one. The worse decides.</summary>
internal static class HistoricalVerdict
{
    private static readonly IReadOnlyList<Verdict> WorstFirst = [Verdict.Invalid, Verdict.Regression, Verdict.Inconclusive, Verdict.NoRegression, Verdict.Improvement];

    /// <param name="valuesOf">The candidate's rounds of a metric.</param>
    public static IReadOnlyList<MetricStatus> Judge(CampaignPlan plan, History history, Func<MetricName, SideValues> valuesOf)
    {
        var analysis = plan.Spec.Analysis;
        var metrics = analysis.EffectiveMetrics;
        // One family: each comparison of each metric has its chance of a false alarm.
        var judged = Judgement.Conclude([.. history.References.SelectMany(reference => metrics.Select(m => HistoricalJudge.Judge(m, analysis, history, reference, valuesOf(m.Metric))))]);
        return [.. metrics.Select((_, i) => Worst([.. judged.Where((_, j) => j % metrics.Count == i)]))];
    }

    /// <summary>A passing verdict that rests on an old measurement; null where it may stand.</summary>
    public static string? StalenessOf(CampaignPlan plan, History history) =>
        history.IsStale && !plan.Spec.Analysis.Tolerates(ConditionNames.Age)
            ? $"revision {history.References[0].Revision} of the baseline was measured at {history.References[0].StartTime:u}, longer ago than its maxAge: {plan.Baseline!.Spec.MaxAge}"
            : null;

    /// <summary>What a reader has to know of a comparison with the past.</summary>
    public static IEnumerable<string> Notes(CampaignPlan plan, History history)
    {
        yield return "the baseline was measured before the candidate, not between its rounds (a blocked order): whatever else has changed since then counts as the version's";
        foreach (var reference in history.References)
            yield return $"compared with revision {reference.Revision}{(reference.Revision == plan.Baseline!.Spec.PinnedRevision ? " (pinned)" : "")} of baseline {plan.Baseline!.Metadata.Name}, from campaign {reference.Campaign} at {reference.StartTime:u}";
        foreach (var difference in history.Tolerated(plan)) yield return $"differs, and is accepted by analysis.tolerateDifferences: {difference}";
        if (history.IsStale)
            yield return $"Stale: revision {history.References[0].Revision} is older than the baseline's maxAge: {plan.Baseline!.Spec.MaxAge}{(StalenessOf(plan, history) is null ? "; accepted by analysis.tolerateDifferences" : "")}";
    }

    private static MetricStatus Worst(IReadOnlyList<MetricStatus> against)
    {
        var worst = against.MinBy(m => WorstFirst.ToList().IndexOf(m.Verdict ?? Verdict.Invalid))!;
        var others = against.Where(m => m != worst).Select(m => $"against revision {m.History!.Revision}: {m.Verdict}, {Figures.Delta(m.Delta, m.Scale)}").ToList();
        return others.Count == 0 ? worst : worst with { Notes = [$"against revision {worst.History!.Revision}, the worse of two", .. others, .. worst.Notes ?? []] };
    }
}
