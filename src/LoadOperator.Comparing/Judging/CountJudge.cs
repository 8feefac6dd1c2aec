using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Comparing.Judging;

/// <summary>
/// Judges what is counted (B/op, allocs/op) where a log ratio cannot: values of 0 have no logarithm, and values that never
/// vary leave a t test without an error to go by.
/// </summary>
internal static class CountJudge
{
    public static Comparison Judge(Comparison comparison, ComparisonRule rule)
    {
        var (old, @new) = (comparison.Old.Values, comparison.New.Values);
        if (old.Distinct().Count() == 1 && @new.Distinct().Count() == 1) return OfConstants(comparison, rule, old[0], @new[0]);
        return old.Concat(@new).Any(x => x == 0)
            ? OfMeans(comparison, rule)
            : SampleJudge.Without(comparison, Verdict.Inconclusive, "NoSpread", "the ratio of the pairs does not vary at all");
    }

    /// <summary>
    /// Each side has one value. The exact rank test says how probable such a split is if both sides were drawn from the same
    /// values, and needs no error estimate. That shows a difference, never its absence: equal counts are Inconclusive.
    /// </summary>
    private static Comparison OfConstants(Comparison comparison, ComparisonRule rule, double old, double @new)
    {
        var ranks = MannWhitney.Exact(comparison.Old.Values, comparison.New.Values);
        var better = comparison.Figures.Better;
        var (bad, good) = better == Better.Lower ? (@new, old) : (old, @new);
        var exceeds = bad > good * (1 + rule.Margin);
        var isProven = ranks.P < rule.Alpha;
        var figures = comparison.Figures with
        {
            Test = "ExactRankSum",
            MannWhitney = MetricStatuses.OfRanks(ranks),
            PValue = ranks.P,
            Delta = old > 0 ? @new / old - 1 : null,
            HodgesLehmann = old > 0 ? comparison.Figures.HodgesLehmann : null,
        };
        var answer = comparison with { Figures = figures, IsLeftOut = comparison.IsLeftOut || !exceeds };
        return (exceeds, isProven) switch
        {
            (true, true) => Answer(answer with { IsLeftOut = !comparison.New.Gates }, Verdict.Regression, Severity.Critical, old > 0 ? "MarginExceeded" : "ZeroBaseline", $"every sample went from {old} to {@new}, and the exact p is below {rule.Alpha}"),
            (true, false) => Answer(answer, Verdict.Inconclusive, IsWorthALook(bad, good, rule, ranks.P) ? Severity.Review : Severity.None, "TooFewSamples", $"every sample went from {old} to {@new}, yet so few samples cannot reach a p below {rule.Alpha}"),
            _ when bad < good && isProven => Answer(answer with { IsLeftOut = !comparison.New.Gates }, Verdict.Improvement, Severity.None, "SignificantlyBetter", $"every sample went from {old} to {@new}, and the exact p is below {rule.Alpha}"),
            _ when bad == good => Answer(answer, Verdict.Inconclusive, Severity.None, "AllEqual", "all samples are equal: no difference seen, and no spread to exclude one by"),
            _ => Answer(answer, Verdict.Inconclusive, Severity.None, "NoSpread", $"every sample went from {old} to {@new}: not beyond the margin, and no spread to exclude more by"),
        };
    }

    /// <summary>
    /// Some values are 0: the difference of the means, by a t test of the raw values, with the margin as a share of the old
    /// mean. Its upper bound is that of new − (1+m)·old, so that the error of the old mean counts too.
    /// </summary>
    private static Comparison OfMeans(Comparison comparison, ComparisonRule rule)
    {
        var (old, @new) = (comparison.Old.Values, comparison.New.Values);
        var sign = comparison.Figures.Better == Better.Lower ? 1 : -1;
        TTest Worse(double factor)
        {
            double[] scaled = [.. old.Select(x => x * factor)];
            var test = rule.IsPaired ? TTest.Paired(scaled, @new) : TTest.Welch(scaled, @new);
            return test with { Estimate = sign * test.Estimate };
        }

        double FactorOf(double margin) => Math.Pow(1 + margin, sign);
        var mean = Sample.Mean(old);
        var (difference, atMargin) = (Worse(1), Worse(FactorOf(rule.Margin)));
        var margin = sign * mean * (FactorOf(rule.Margin) - 1);
        var finding = Finding.Of(new Evidence(difference.Estimate, difference.P, atMargin.UpperBound(1 - rule.NonInferiorityAlpha) + margin), difference.P, rule.With(margin), sign * mean * (FactorOf(2 * rule.Margin) - 1));
        return comparison with
        {
            Figures = comparison.Figures with
            {
                Test = rule.IsPaired ? "PairedDifference" : "WelchDifference",
                Delta = mean > 0 ? Sample.Mean(@new) / mean - 1 : null,
                PValue = MetricStatuses.Finite(difference.P),
                Verdict = finding.Verdict,
                Severity = finding.Severity,
                Reason = finding.Reason,
                Message = mean > 0 ? "some values are 0, which has no ratio: the difference of the means was tested" : "the old values are all 0, which no percentage can be taken of: any increase is beyond the margin",
            },
        };
    }

    private static bool IsWorthALook(double bad, double good, ComparisonRule rule, double p) => bad > good * (1 + 2 * rule.Margin) && p < Finding.ReviewAlpha;

    private static Comparison Answer(Comparison comparison, Verdict verdict, Severity severity, string reason, string message) =>
        comparison with { Figures = comparison.Figures.Undecidable(verdict, reason, message) with { Severity = severity } };
}
