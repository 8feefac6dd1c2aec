using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The answer of a whole campaign, with everything that led to it.</summary>
public sealed record CampaignVerdict
{
    /// <summary>Of several verdicts the one that stands for all: the first of these that any of them is.</summary>
    public static IReadOnlyList<Verdict> Precedence { get; } = [Verdict.Invalid, Verdict.Regression, Verdict.Inconclusive, Verdict.Improvement, Verdict.NoRegression];

    public required Verdict Verdict { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>Why, in one word for programs.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in a sentence; null where the deciding metric's figures say it.</summary>
    public string? Message { get; init; }

    public required IReadOnlyList<MetricStatus> Metrics { get; init; }

    public required IReadOnlyList<ObjectiveStatus> Objectives { get; init; }

    /// <summary>The metric that decided; null without a comparison.</summary>
    public MetricStatus? Deciding { get; init; }

    /// <summary>Reaches the verdict from the rounds that count.</summary>
    /// <param name="failure">Why the campaign failed; then there is no verdict but Invalid, whatever the figures say.</param>
    public static CampaignVerdict Of(CampaignPlan plan, CampaignState state, Failure? failure)
    {
        var pairs = state.CompletePairs(plan.Sides.Count);
        var candidate = pairs.Select(p => p.Single(r => r.Id.Side == Side.Candidate)).ToList();
        var control = plan.HasControl ? pairs.Select(p => p.Single(r => r.Id.Side == Side.Control)).ToList() : [];
        var analysis = plan.Looks.Apply(plan.Spec.Analysis, pairs.Count);
        var profiles = state.ProfiledPairs();
        SideValues Of(Side side, MetricName metric) => metric.TargetCounter is null ? ValuesOf(side == Side.Control ? control : candidate, metric) : TargetValues.Of(profiles, side, metric);
        List<MetricInput> inputs = [.. plan.Spec.Analysis.EffectiveMetrics.Select(metric => new MetricInput(metric, analysis, Of(Side.Control, metric.Metric), Of(Side.Candidate, metric.Metric)))];
        var history = History.Of(plan, state);
        var metrics = plan.HasControl ? Judge(inputs)
            : history is not null ? HistoricalVerdict.Judge(plan, history, metric => ValuesOf(candidate, metric))
            : [.. inputs.Select(input => MetricStatuses.Describe(input, ScaleOf(input.Name)) with { Control = null, Verdict = Verdict.NotCompared })];
        IReadOnlyList<ObjectiveStatus> objectives = [.. plan.Spec.Objectives.Select(o => ObjectiveJudge.Judge(o, Of(Side.Candidate, o.FullMetric)))];
        return Combine(plan, state, failure, history, metrics, objectives);
    }

    /// <summary>The verdicts of a campaign's metrics. A function of the values alone, so that a stored result can be judged again.</summary>
    public static IReadOnlyList<MetricStatus> Judge(IReadOnlyList<MetricInput> inputs) =>
        Judgement.Conclude([.. inputs.Select(input => ScaleOf(input.Name) == Scale.Difference ? ErrorRateJudge.Judge(input) : RatioJudge.Judge(input))]);

    /// <summary>The verdict of a metric that is the only one.</summary>
    public static MetricStatus Judge(MetricInput input) => Judge([input])[0];

    private static CampaignVerdict Combine(CampaignPlan plan, CampaignState state, Failure? failure, History? history, IReadOnlyList<MetricStatus> metrics, IReadOnlyList<ObjectiveStatus> objectives)
    {
        CampaignVerdict Answer(Verdict verdict, Severity severity, string reason, string? message, MetricStatus? deciding = null) => new()
        {
            Verdict = verdict,
            Severity = objectives.Any(o => o.State == ObjectiveState.Missed) ? Severity.Critical : severity,
            Reason = reason,
            Message = message,
            Metrics = metrics,
            Objectives = objectives,
            Deciding = deciding,
        };

        if (failure is not null) return Answer(Verdict.Invalid, Severity.None, failure.Reason, failure.Message);
        if (plan.IsHistorical && history is null)
            return Answer(Verdict.Invalid, Severity.None, plan.BaselineProblem?.Reason ?? "BaselineMissing", plan.BaselineProblem?.Message ?? $"there is no revision of baseline {plan.Spec.Comparison.BaselineRef?.Name} to compare with");
        if (history?.Untolerated(plan) is { Count: > 0 } conditions)
            return Answer(Verdict.Invalid, Severity.None, "NotComparable", $"baseline {plan.Baseline!.Metadata.Name} was measured under other conditions: {string.Join("; ", conditions)}");
        if (state.Environment is { Differences: { Count: > 0 } differences })
            return Answer(Verdict.Invalid, Severity.None, "NotComparable", "the two sides differ in more than the version under test: " + string.Join("; ", differences));
        // Somebody put something else in the target's place. What the target itself did, it did as what it was: see below.
        if (state.TargetChanges.Where(c => !c.IsOutcome).ToList() is { Count: > 0 } replaced)
            return Answer(Verdict.Invalid, Severity.None, "TargetChanged", "the target changed while it was measured: " + string.Join("; ", replaced.Select(c => c.Message)));
        if (Outage.FirstOf(Side.Control, plan, state) is { } down)
            return Answer(Verdict.Invalid, Severity.None, "ControlUnhealthy", down.Describe() + $"; more than analysis.outagePercent: {plan.Spec.Analysis.OutagePercent}, so there is nothing to compare with");
        var outage = Outage.FirstOf(Side.Candidate, plan, state);
        if (outage is null && state.TargetChanges.Count > 0)
            return Answer(Verdict.Invalid, Severity.Review, "TargetChanged", "the target changed while it was measured: " + string.Join("; ", state.TargetChanges.Select(c => c.Message)));
        if (!plan.HasControl && history is null)
        {
            // What is fast because it fails meets no objective.
            return outage is null
                ? Answer(Verdict.NotCompared, Severity.None, "ObjectivesOnly", null)
                : Answer(Verdict.Invalid, Severity.Critical, "CandidateUnhealthy", outage.Describe() + $"; more than analysis.outagePercent: {plan.Spec.Analysis.OutagePercent}");
        }

        if (plan.IsSelfTest)
        {
            if (outage is not null) return Answer(Verdict.Invalid, Severity.Critical, "CandidateUnhealthy", outage.Describe() + $"; more than analysis.outagePercent: {plan.Spec.Analysis.OutagePercent}");
            return SelfTest.Conclude(plan, metrics, Answer);
        }

        if (outage is not null)
            return Answer(Verdict.Regression, Severity.Critical, "CandidateUnhealthy", outage.Describe() + (history is null ? ", the control did not" : ", the baseline's campaigns did not"), metrics.First(m => m.Name == MetricName.ErrorRate.Text));

        var gating = metrics.Where(m => m.Gate).ToList();
        if (gating.Count == 0)
            return Answer(Verdict.Inconclusive, Severity.None, "NothingGates", "no metric gates");
        var staleness = history is null ? null : HistoricalVerdict.StalenessOf(plan, history);
        foreach (var verdict in Precedence)
        {
            // The most urgent one speaks for the campaign, and of equals the first.
            var deciding = gating.Where(m => m.Verdict == verdict).MaxBy(m => m.Severity);
            if (deciding is not null && staleness is not null && verdict is (Verdict.Improvement or Verdict.NoRegression))
                return Answer(Verdict.Inconclusive, Severity.Review, "BaselineStale", staleness, deciding);
            if (deciding is not null) return Answer(verdict, gating.Where(m => m.Verdict == verdict).Max(m => m.Severity) ?? Severity.None, deciding.Reason ?? "", null, deciding);
        }

        throw new InvalidOperationException("a gating metric without a verdict");
    }

    private static Scale ScaleOf(MetricName metric) => metric.Family == MetricFamily.ErrorRate ? Scale.Difference : Scale.Ratio;

    private static SideValues ValuesOf(IReadOnlyList<RoundRecord> rounds, MetricName metric) => new(
        [.. rounds.Select(r => r.Measurement!.Values.TryGetValue(metric.Text, out var value) ? value : double.NaN)],
        [.. rounds.Select(r => r.Measurement!.CountsOf(metric.Scope).Requests)],
        [.. rounds.Select(r => r.Measurement!.CountsOf(metric.Scope).Errors)]);
}
