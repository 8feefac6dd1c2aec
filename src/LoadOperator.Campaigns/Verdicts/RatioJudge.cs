using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// Judges times and rates that cannot be 0: candidate ÷ control, on the log scale. "Worse" is an increase, or for metrics
/// of which more is better a decrease; the margin of the latter is the mirror image on the log scale, 1/(1+m).
/// </summary>
internal static class RatioJudge
{
    public static Judgement Judge(MetricInput input)
    {
        var metric = MetricStatuses.Describe(input, Scale.Ratio);
        if (MetricStatuses.Unfit(input, metric) is { } unfit) return unfit;
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        if (!control.Concat(candidate).All(x => x > 0))
            return metric.Undecidable(Verdict.Invalid, "ValueNotPositive", "some rounds have a value of 0 or less, which has no ratio");

        var isPaired = control.Count == candidate.Count && input.IsPairedFor(control.Count);
        var figures = new RatioFigures(control, candidate, isPaired);
        metric = figures.FillIn(metric) with { Notes = Notes.On(figures.LogControl, figures.LogCandidate) };
        if (!figures.HasSpread)
            return metric.Undecidable(Verdict.Inconclusive, "NoSpread", "the rounds do not differ at all, which no real measurement does: its resolution is too coarse to tell");

        var margin = MarginOf(input);
        var rule = new DecisionRule(Math.Log(1 + margin), input.Analysis.Alpha, input.Analysis.NonInferiorityAlpha);
        var worse = figures.Worse(metric.Better);
        metric = metric with
        {
            Margin = RatioFigures.ToDelta(rule.Margin, metric.Better),
            DeltaCi95 = MetricStatuses.Pair(figures.Deciding.Confidence(0.95).Map(x => Math.Exp(x) - 1)),
            WorstCase = MetricStatuses.Finite(RatioFigures.ToDelta(worse.UpperBound(1 - rule.NonInferiorityAlpha), metric.Better)),
            PValue = worse.P,
        };
        var needed = input.Name.RequiredObservations;
        if (input.Control.Requests.Concat(input.Candidate.Requests).Min() is var fewest && fewest < needed)
            return metric.Undecidable(Verdict.Inconclusive, "TooFewRequests", $"a round of {fewest} requests has fewer than 100 beyond {input.Name}; it needs {needed}");

        return new Judgement(metric, family =>
        {
            var forecast = new Forecast(worse, rule with { Alpha = rule.Alpha / family.Size }, DesignOf(input, figures));
            var shown = metric with { MinimumDetectableEffect = MetricStatuses.Finite(RatioFigures.ToDelta(forecast.MinimumDetectableEffect, metric.Better)) };
            return shown.With(Finding.Of(Evidence.Of(worse, rule), family.AdjustedP, rule, doubleMargin: Math.Log(1 + 2 * margin)), rule, family, forecast);
        });
    }

    /// <summary>The margin as a fraction of the control.</summary>
    internal static double MarginOf(MetricInput input)
    {
        var percent = (input.Spec.MaxRegressionPercent ?? input.Analysis.MaxRegressionPercent) / 100;
        var smallest = input.Name is { IsTime: true, TargetCounter: null } ? input.Analysis.MinDelta.Milliseconds / Sample.GeometricMean(input.Control.Values) : 0;
        return Math.Max(percent, smallest);
    }

    private static Func<int, (double StandardError, double Df)> DesignOf(MetricInput input, RatioFigures figures)
    {
        var (paired, welch) = (figures.Paired, figures.Welch);
        int control = figures.LogControl.Count, fewer = Math.Min(control, figures.LogCandidate.Count);
        return pairs => paired.IsDefined && input.IsPairedFor(pairs)
            ? (paired.StandardError * Math.Sqrt((double)control / pairs), pairs - 1)
            : (welch.StandardError * Math.Sqrt(fewer / (double)pairs), welch.Df / Math.Max(1, fewer - 1) * (pairs - 1));
    }
}
