using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Writes a finding into a metric, with its reason as a sentence.</summary>
internal static class FindingSentence
{
    public static MetricStatus With(this MetricStatus metric, Finding finding, DecisionRule rule, Family family, Forecast? forecast)
    {
        var pairs = finding.Verdict == Verdict.Inconclusive ? forecast?.PairsToDecide : null;
        return metric with
        {
            Verdict = finding.Verdict,
            Severity = finding.Severity,
            Reason = finding.Reason,
            PairsToDecide = pairs,
            Message = MessageOf(metric, finding, rule, family, pairs),
        };
    }

    /// <summary>The predicate of "p": below which level, and after which adjustment.</summary>
    public static string IsBelow(DecisionRule rule, Family family) =>
        family.Size > 1 ? $"is below {rule.Alpha}, also after Holm's adjustment for {family.Size} metrics" : $"is below {rule.Alpha}";

    /// <summary>Why a p that looks small enough is not.</summary>
    private static string AdjustmentOf(MetricStatus metric, DecisionRule rule, Family family) =>
        metric.PValue < rule.Alpha && family.AdjustedP >= rule.Alpha ? $"; p of {Figures.PValue(metric.PValue)} is {Figures.PValue(family.AdjustedP)} after Holm's adjustment for {family.Size} metrics" : "";

    private static string MessageOf(MetricStatus metric, Finding finding, DecisionRule rule, Family family, int? pairs)
    {
        var margin = Figures.Delta(metric.Margin, metric.Scale);
        return finding.Reason switch
        {
            "MarginExceeded" => $"worse than the margin of {margin}, and p {IsBelow(rule, family)}",
            "SignificantlyBetter" => $"better than the control, and p {IsBelow(rule, family)}",
            "WorseWithinMargin" => $"a slowdown is proven (p {IsBelow(rule, family)}), but one of the margin of {margin} is excluded",
            "MarginExcluded" => $"a difference of the margin of {margin} is excluded at {1 - rule.NonInferiorityAlpha:0.##%}",
            _ => $"{(finding.Severity == Severity.Review ? "more than twice the margin, yet not certain enough to call" : "neither a regression nor its absence is shown")}{AdjustmentOf(metric, rule, family)}; this design finds {Figures.Delta(metric.MinimumDetectableEffect, metric.Scale)} in 8 of 10 campaigns, "
                + (pairs is { } n ? $"and about {n} pairs would decide" : "and more pairs would hardly decide: the difference is too close to the margin"),
        };
    }
}
