using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Counts;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// Judges the error rate, which may be 0: the difference candidate − control, with a margin in percentage points. Where
/// the differences have no spread (no errors at all, say) a t test has nothing to go by and the pooled counts decide.
/// </summary>
internal static class ErrorRateJudge
{
    private const double DefaultMarginPoints = 0.5;

    public static MetricStatus Judge(MetricInput input)
    {
        var metric = MetricStatuses.Describe(input, Scale.Difference);
        if (MetricStatuses.Unfit(input, metric) is { } unfit) return unfit;
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        var rule = new DecisionRule((input.Spec.MaxIncreasePoints ?? DefaultMarginPoints) / 100, input.Analysis.Alpha, input.Analysis.NonInferiorityAlpha);
        var paired = control.Count == candidate.Count ? TTest.Paired(control, candidate) : TTest.Undefined;
        var test = paired.IsDefined && input.Analysis.Test != Model.Spec.TestChoice.Welch ? paired : TTest.Welch(control, candidate);
        metric = metric with { Margin = rule.Margin, Paired = MetricStatuses.OfRaw(paired), Welch = MetricStatuses.OfRaw(TTest.Welch(control, candidate)) };
        var differences = candidate.Zip(control, (n, o) => n - o).ToList();
        if (!test.IsDefined || Sample.IsConstant(differences, 1)) return JudgePooled(input, metric, rule);

        metric = metric with
        {
            Test = ReferenceEquals(test, paired) ? "PairedDifference" : "WelchDifference",
            Delta = test.Estimate,
            DeltaCi95 = MetricStatuses.Pair(test.Confidence(0.95)),
            WorstCase = MetricStatuses.Finite(test.UpperBound(1 - rule.NonInferiorityAlpha)),
            PValue = test.P,
            MinimumDetectableEffect = MetricStatuses.Finite(new DecisionPower(test.StandardError, test.Df, rule).MinimumDetectableEffect()),
        };
        return metric.With(Finding.Of(test, rule, 2 * rule.Margin), rule, () =>
            DecisionForecast.PairsToDecide(test.Estimate, pairs => (test.StandardError * Math.Sqrt((double)control.Count / pairs), pairs - 1), rule));
    }

    private static MetricStatus JudgePooled(MetricInput input, MetricStatus metric, DecisionRule rule)
    {
        long controlErrors = input.Control.Errors.Sum(), controlRequests = input.Control.Requests.Sum();
        long candidateErrors = input.Candidate.Errors.Sum(), candidateRequests = input.Candidate.Requests.Sum();
        if (controlRequests == 0 || candidateRequests == 0) return metric.Undecidable(Verdict.Invalid, "MissingValues", "no request was answered or failed");
        var delta = (double)candidateErrors / candidateRequests - (double)controlErrors / controlRequests;
        var confidence = 1 - rule.NonInferiorityAlpha;
        // The candidate's upper bound less the control's lower one (0 where it had no error): no narrower than an interval of the difference.
        var worstCase = Binomial.UpperBound(candidateErrors, candidateRequests, confidence) - Binomial.LowerBound(controlErrors, controlRequests, confidence);
        var p = FisherExact.TwoSidedP(controlErrors, controlRequests, candidateErrors, candidateRequests);
        metric = metric with { Test = "Pooled", Delta = delta, WorstCase = worstCase, PValue = p };
        var margin = Figures.Delta(rule.Margin, Scale.Difference);
        var counts = $"{candidateErrors} of {candidateRequests} requests failed against {controlErrors} of {controlRequests}";
        if (delta > rule.Margin && p < rule.Alpha)
            return metric with { Verdict = Verdict.Regression, Severity = Severity.Critical, Reason = "MarginExceeded", Message = $"{counts}: more than the margin of {margin}, and Fisher's p is below {rule.Alpha}" };
        if (worstCase < rule.Margin)
            return metric with { Verdict = Verdict.NoRegression, Severity = Severity.None, Reason = "MarginExcluded", Message = $"{counts}: an increase by the margin of {margin} is excluded at {confidence:0.##%}" };
        var review = delta > 2 * rule.Margin && p < Finding.ReviewAlpha;
        return metric with { Verdict = Verdict.Inconclusive, Severity = review ? Severity.Review : Severity.None, Reason = review ? "LargeButUncertain" : "NotEnoughEvidence", Message = $"{counts}: too few requests to show or exclude an increase by the margin of {margin}" };
    }
}
