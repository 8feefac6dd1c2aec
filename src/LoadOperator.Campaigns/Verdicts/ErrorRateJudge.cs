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

    public static Judgement Judge(MetricInput input)
    {
        var metric = MetricStatuses.Describe(input, Scale.Difference);
        if (MetricStatuses.Unfit(input, metric) is { } unfit) return unfit;
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        var rule = RuleOf(input);
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
        };
        return new Judgement(metric, family =>
        {
            var forecast = new Forecast(test, rule with { Alpha = rule.Alpha / family.Size }, pairs => (test.StandardError * Math.Sqrt((double)control.Count / pairs), pairs - 1));
            var shown = metric with { MinimumDetectableEffect = MetricStatuses.Finite(forecast.MinimumDetectableEffect) };
            return shown.With(Finding.Of(Evidence.Of(test, rule), family.AdjustedP, rule, 2 * rule.Margin), rule, family, forecast);
        });
    }

    /// <summary>The margin, as a share, and the levels.</summary>
    public static DecisionRule RuleOf(MetricInput input) => new((input.Spec.MaxIncreasePoints ?? DefaultMarginPoints) / 100, input.Analysis.Alpha, input.Analysis.NonInferiorityAlpha);

    /// <summary>Judges by all requests of a side together.</summary>
    public static Judgement JudgePooled(MetricInput input, MetricStatus metric, DecisionRule rule)
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
        return new Judgement(metric, family => DecidePooled(metric, new Evidence(delta, p, worstCase), family, rule, $"{candidateErrors} of {candidateRequests} requests failed against {controlErrors} of {controlRequests}"));
    }

    private static MetricStatus DecidePooled(MetricStatus metric, Evidence evidence, Family family, DecisionRule rule, string counts)
    {
        var finding = Finding.Of(evidence, family.AdjustedP, rule, 2 * rule.Margin);
        var margin = Figures.Delta(rule.Margin, Scale.Difference);
        return metric with
        {
            Verdict = finding.Verdict,
            Severity = finding.Severity,
            Reason = finding.Reason,
            Message = counts + finding.Verdict switch
            {
                Verdict.Regression => $": more than the margin of {margin}, and Fisher's p {FindingSentence.IsBelow(rule, family)}",
                Verdict.Improvement => $": fewer, and Fisher's p {FindingSentence.IsBelow(rule, family)}",
                Verdict.NoRegression => $": an increase by the margin of {margin} is excluded at {1 - rule.NonInferiorityAlpha:0.##%}",
                _ => $": too few requests to show or exclude an increase by the margin of {margin}",
            },
        };
    }
}
