using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The rule that turns a test into one of the states. The same for every scale.</summary>
internal static class Decision
{
    /// <summary>The level at which a large difference that is no Regression yet asks for a person's look.</summary>
    public const double ReviewAlpha = 0.05;

    /// <param name="metric">The metric with its figures.</param>
    /// <param name="worse">The test, turned so that an increase is for the worse.</param>
    /// <param name="doubleMargin">Twice the margin, on the test's scale.</param>
    /// <param name="pairsToDecide">Computed only where the answer is Inconclusive.</param>
    public static MetricStatus Apply(MetricStatus metric, TTest worse, DecisionRule rule, double doubleMargin, Func<int?> pairsToDecide)
    {
        var (delta, p) = (worse.Estimate, worse.P);
        var margin = Figures.Delta(metric.Margin, metric.Scale);
        if (delta > rule.Margin && p < rule.Alpha)
        {
            return metric with
            {
                Verdict = Verdict.Regression,
                Severity = Severity.Critical,
                Reason = "MarginExceeded",
                Message = $"worse than the margin of {margin}, and p is below {rule.Alpha}",
            };
        }

        if (worse.UpperBound(1 - rule.NonInferiorityAlpha) < rule.Margin)
        {
            if (delta < 0 && p < rule.Alpha) return metric with { Verdict = Verdict.Improvement, Severity = Severity.None, Reason = "SignificantlyBetter", Message = $"better than the control, and p is below {rule.Alpha}" };
            var within = delta > 0 && p < rule.Alpha;
            return metric with
            {
                Verdict = Verdict.NoRegression,
                Severity = Severity.None,
                Reason = within ? "WorseWithinMargin" : "MarginExcluded",
                Message = within
                    ? $"a slowdown is proven (p is below {rule.Alpha}), but one of the margin of {margin} is excluded"
                    : $"a difference of the margin of {margin} is excluded at {1 - rule.NonInferiorityAlpha:0.##%}",
            };
        }

        var review = delta > doubleMargin && p < ReviewAlpha;
        var pairs = pairsToDecide();
        return metric with
        {
            Verdict = Verdict.Inconclusive,
            Severity = review ? Severity.Review : Severity.None,
            Reason = review ? "LargeButUncertain" : "NotEnoughEvidence",
            PairsToDecide = pairs,
            Message = $"{(review ? "more than twice the margin, yet not certain enough to call" : "neither a regression nor its absence is shown")}; this design finds {Figures.Delta(metric.MinimumDetectableEffect, metric.Scale)} in 8 of 10 campaigns, "
                + (pairs is { } n ? $"and about {n} pairs would decide" : "and more pairs would hardly decide: the difference is too close to the margin"),
        };
    }
}
