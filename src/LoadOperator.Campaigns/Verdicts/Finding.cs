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

    /// <summary>One test by itself.</summary>
    /// <param name="worse">The test, turned so that an increase is for the worse.</param>
    /// <param name="rule">The margin and the levels, on the test's scale.</param>
    /// <param name="doubleMargin">Twice the margin, on the test's scale.</param>
    public static Finding Of(TTest worse, DecisionRule rule, double doubleMargin) => Of(Evidence.Of(worse, rule), worse.P, rule, doubleMargin);

    /// <summary>One test of several.</summary>
    /// <param name="evidence">What the test says.</param>
    /// <param name="adjustedP">Its p value, adjusted for the others; for Regression and Improvement. NoRegression needs no adjustment: a campaign is that only where every metric is.</param>
    /// <param name="rule">The margin and the levels, on the evidence's scale.</param>
    /// <param name="doubleMargin">Twice the margin, on that scale.</param>
    public static Finding Of(Evidence evidence, double adjustedP, DecisionRule rule, double doubleMargin)
    {
        var (delta, p, worstCase) = evidence;
        if (delta > rule.Margin && adjustedP < rule.Alpha) return new Finding(Verdict.Regression, Severity.Critical, "MarginExceeded");
        if (worstCase < rule.Margin)
        {
            if (!(adjustedP < rule.Alpha)) return new Finding(Verdict.NoRegression, Severity.None, "MarginExcluded");
            return delta < 0 ? new Finding(Verdict.Improvement, Severity.None, "SignificantlyBetter") : new Finding(Verdict.NoRegression, Severity.None, "WorseWithinMargin");
        }

        return delta > doubleMargin && p < ReviewAlpha
            ? new Finding(Verdict.Inconclusive, Severity.Review, "LargeButUncertain")
            : new Finding(Verdict.Inconclusive, Severity.None, "NotEnoughEvidence");
    }
}

/// <summary>What a test says of a difference, turned so that an increase is for the worse.</summary>
/// <param name="Delta">By how much the candidate is worse.</param>
/// <param name="P">The two-sided p value of no difference.</param>
/// <param name="WorstCase">The one-sided upper bound of delta.</param>
public readonly record struct Evidence(double Delta, double P, double WorstCase)
{
    public static Evidence Of(TTest worse, DecisionRule rule) => new(worse.Estimate, worse.P, worse.UpperBound(1 - rule.NonInferiorityAlpha));
}
