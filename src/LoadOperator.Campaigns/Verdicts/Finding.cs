using LoadOperator.Model.Status;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What a test says, by the rule that is the same for every scale and for everything that is compared.</summary>
/// <param name="Verdict">Regression, NoRegression, Improvement or Inconclusive.</param>
/// <param name="Reason">Why, in one word for programs.</param>
public sealed record Finding(Verdict Verdict, Severity Severity, string Reason)
{
    /// <summary>The level at which a large difference that is no Regression yet asks for a person's look.</summary>
    public const double ReviewAlpha = 0.05;

    /// <param name="worse">The test, turned so that an increase is for the worse.</param>
    /// <param name="rule">The margin and the levels, on the test's scale.</param>
    /// <param name="doubleMargin">Twice the margin, on the test's scale.</param>
    public static Finding Of(TTest worse, DecisionRule rule, double doubleMargin) =>
        Of(worse.Estimate, worse.P, worse.UpperBound(1 - rule.NonInferiorityAlpha), rule, doubleMargin);

    /// <param name="delta">By how much the candidate is worse.</param>
    /// <param name="p">The two-sided p value of no difference.</param>
    /// <param name="worstCase">The one-sided upper bound of delta.</param>
    /// <param name="rule">The margin and the levels, on delta's scale.</param>
    /// <param name="doubleMargin">Twice the margin, on delta's scale.</param>
    public static Finding Of(double delta, double p, double worstCase, DecisionRule rule, double doubleMargin)
    {
        if (delta > rule.Margin && p < rule.Alpha) return new Finding(Verdict.Regression, Severity.Critical, "MarginExceeded");
        if (worstCase < rule.Margin)
        {
            if (!(p < rule.Alpha)) return new Finding(Verdict.NoRegression, Severity.None, "MarginExcluded");
            return delta < 0 ? new Finding(Verdict.Improvement, Severity.None, "SignificantlyBetter") : new Finding(Verdict.NoRegression, Severity.None, "WorseWithinMargin");
        }

        return delta > doubleMargin && p < ReviewAlpha
            ? new Finding(Verdict.Inconclusive, Severity.Review, "LargeButUncertain")
            : new Finding(Verdict.Inconclusive, Severity.None, "NotEnoughEvidence");
    }
}
