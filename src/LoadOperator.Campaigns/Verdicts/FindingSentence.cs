using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Writes a finding into a metric, with its reason as a sentence.</summary>
internal static class FindingSentence
{
    /// <param name="pairsToDecide">Computed only where the answer is Inconclusive.</param>
    public static MetricStatus With(this MetricStatus metric, Finding finding, DecisionRule rule, Func<int?> pairsToDecide)
    {
        var pairs = finding.Verdict == Verdict.Inconclusive ? pairsToDecide() : null;
        return metric with
        {
            Verdict = finding.Verdict,
            Severity = finding.Severity,
            Reason = finding.Reason,
            PairsToDecide = pairs,
            Message = MessageOf(metric, finding, rule, pairs),
        };
    }

    private static string MessageOf(MetricStatus metric, Finding finding, DecisionRule rule, int? pairs)
    {
        var margin = Figures.Delta(metric.Margin, metric.Scale);
        return finding.Reason switch
        {
            "MarginExceeded" => $"worse than the margin of {margin}, and p is below {rule.Alpha}",
            "SignificantlyBetter" => $"better than the control, and p is below {rule.Alpha}",
            "WorseWithinMargin" => $"a slowdown is proven (p is below {rule.Alpha}), but one of the margin of {margin} is excluded",
            "MarginExcluded" => $"a difference of the margin of {margin} is excluded at {1 - rule.NonInferiorityAlpha:0.##%}",
            _ => $"{(finding.Severity == Severity.Review ? "more than twice the margin, yet not certain enough to call" : "neither a regression nor its absence is shown")}; this design finds {Figures.Delta(metric.MinimumDetectableEffect, metric.Scale)} in 8 of 10 campaigns, "
                + (pairs is { } n ? $"and about {n} pairs would decide" : "and more pairs would hardly decide: the difference is too close to the margin"),
        };
    }
}
