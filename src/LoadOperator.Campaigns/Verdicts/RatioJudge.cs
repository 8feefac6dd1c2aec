using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// Judges times and rates that cannot be 0: candidate ÷ control, on the log scale. "Worse" is an increase, or for metrics
/// of which more is better a decrease; the margin of the latter is the mirror image on the log scale, 1/(1+m).
/// </summary>
internal static class RatioJudge
{
    public static MetricStatus Judge(MetricInput input)
    {
        var metric = MetricStatuses.Describe(input, Scale.Ratio);
        if (MetricStatuses.Unfit(input, metric) is { } unfit) return unfit;
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        if (!control.Concat(candidate).All(x => x > 0))
            return metric.Undecidable(Verdict.Invalid, "ValueNotPositive", "some rounds have a value of 0 or less, which has no ratio");

        var (logControl, logCandidate) = (Sample.Logs(control), Sample.Logs(candidate));
        var welch = TTest.Welch(logControl, logCandidate);
        var canPair = control.Count == candidate.Count;
        var paired = canPair ? TTest.Paired(logControl, logCandidate) : TTest.Undefined;
        var isPaired = canPair && input.IsPairedFor(control.Count);
        var test = isPaired ? paired : welch;
        metric = metric with
        {
            Test = isPaired ? "PairedLogRatio" : "WelchLogRatio",
            WelchLogRatio = MetricStatuses.OfLogs(welch),
            PairedLogRatio = MetricStatuses.OfLogs(paired),
            Welch = MetricStatuses.OfRaw(TTest.Welch(control, candidate)),
            Paired = canPair ? MetricStatuses.OfRaw(TTest.Paired(control, candidate)) : null,
            Delta = Math.Exp(test.Estimate) - 1,
            HodgesLehmann = MetricStatuses.OfRanks(
                isPaired ? HodgesLehmann.OfPairs([.. logCandidate.Zip(logControl, (n, o) => n - o)], 0.95) : HodgesLehmann.OfTwoSamples(logControl, logCandidate, 0.95),
                log => Math.Exp(log) - 1),
            MannWhitney = MetricStatuses.OfRanks(MannWhitney.Test(control, candidate)),
            Notes = Notes.On(logControl, logCandidate),
        };
        var spread = isPaired ? logCandidate.Zip(logControl, (n, o) => n - o).ToList() : [.. logControl.Select(x => x - logControl[0]), .. logCandidate.Select(x => x - logCandidate[0])];
        if (Sample.IsConstant(spread, logControl.Concat(logCandidate).Max(Math.Abs)))
            return metric.Undecidable(Verdict.Inconclusive, "NoSpread", "the rounds do not differ at all, which no real measurement does: its resolution is too coarse to tell");

        var sign = metric.Better == Better.Lower ? 1 : -1;
        var margin = MarginOf(input);
        var rule = new DecisionRule(Math.Log(1 + margin), input.Analysis.Alpha, input.Analysis.NonInferiorityAlpha);
        // From here on an increase is always for the worse.
        var worse = test with { Estimate = sign * test.Estimate };
        var worstCase = worse.UpperBound(1 - rule.NonInferiorityAlpha);
        var power = new DecisionPower(worse.StandardError, worse.Df, rule);
        metric = metric with
        {
            Margin = ToDelta(rule.Margin, sign),
            DeltaCi95 = MetricStatuses.Pair(test.Confidence(0.95).Map(x => Math.Exp(x) - 1)),
            WorstCase = MetricStatuses.Finite(ToDelta(worstCase, sign)),
            PValue = test.P,
            MinimumDetectableEffect = MetricStatuses.Finite(ToDelta(power.MinimumDetectableEffect(), sign)),
        };
        var needed = input.Name.RequiredObservations;
        if (input.Control.Requests.Concat(input.Candidate.Requests).Min() is var fewest && fewest < needed)
            return metric.Undecidable(Verdict.Inconclusive, "TooFewRequests", $"a round of {fewest} requests has fewer than 100 beyond {input.Spec.Name}; it needs {needed}");

        return Decision.Apply(metric, worse, rule, doubleMargin: Math.Log(1 + 2 * margin), () => DecisionForecast.PairsToDecide(worse.Estimate, DesignOf(input, logControl, logCandidate), rule));
    }

    /// <summary>The margin as a fraction of the control.</summary>
    private static double MarginOf(MetricInput input)
    {
        var percent = (input.Spec.MaxRegressionPercent ?? input.Analysis.MaxRegressionPercent) / 100;
        var smallest = input.Name.IsTime ? input.Analysis.MinDelta.Milliseconds / Sample.GeometricMean(input.Control.Values) : 0;
        return Math.Max(percent, smallest);
    }

    private static double ToDelta(double worseLog, int sign) => Math.Exp(sign * worseLog) - 1;

    private static Func<int, (double StandardError, double Df)> DesignOf(MetricInput input, IReadOnlyList<double> control, IReadOnlyList<double> candidate)
    {
        var paired = control.Count == candidate.Count ? TTest.Paired(control, candidate) : TTest.Undefined;
        var welch = TTest.Welch(control, candidate);
        return pairs => paired.IsDefined && input.IsPairedFor(pairs)
            ? (paired.StandardError * Math.Sqrt((double)control.Count / pairs), pairs - 1)
            : (welch.StandardError * Math.Sqrt(Math.Min(control.Count, candidate.Count) / (double)pairs), welch.Df / Math.Max(1, Math.Min(control.Count, candidate.Count) - 1) * (pairs - 1));
    }
}
