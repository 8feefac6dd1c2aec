using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// Judges a metric against a baseline's revision. The spread between measurements of one version is part of the uncertainty; where it is not
/// known, a test of the rounds alone would take every change of the place for one of the version, and by default decides nothing.
/// </summary>
internal static class HistoricalJudge
{
    public const string HistoryTooShort = "HistoryTooShort";

    private const int MostShown = 200;

    public static Judgement Judge(MetricSpec spec, Analysis analysis, History history, BaselineSample reference, SideValues candidate)
    {
        var isRatio = spec.Metric.Family != MetricFamily.ErrorRate;
        var name = spec.Metric.Text;
        var scale = isRatio ? Scale.Ratio : Scale.Difference;
        var measurements = history.MeasurementsOf(reference, name);
        var input = new MetricInput(spec, analysis with { Test = TestChoice.Welch }, ShownOf(measurements, reference, name), candidate);
        var metric = MetricStatuses.Describe(input, scale) with { History = new HistoryStatus { Revision = reference.Revision, Measurements = measurements.Count } };
        if (reference.Metric(name) is not { } own)
            return metric.Undecidable(Verdict.Invalid, "MissingInBaseline", $"revision {reference.Revision} of the baseline has no {name}; it has {string.Join(", ", reference.Metrics.Select(m => m.Name))}");
        if (MetricStatuses.Unfit(input, metric) is { } unfit) return unfit;
        if (isRatio && !input.Control.Values.Concat(candidate.Values).All(x => x > 0))
            return metric.Undecidable(Verdict.Invalid, "ValueNotPositive", "some rounds have a value of 0 or less, which has no ratio");

        IReadOnlyList<double> Scaled(IReadOnlyList<double> values) => isRatio ? Sample.Logs(values) : values;
        var spread = RepeatedMeasurements.Of(history.Repeated(name).Select(g => (IReadOnlyList<IReadOnlyList<double>>)[.. g.Select(Scaled)]));
        if (spread is not null)
        {
            metric = metric with
            {
                History = metric.History! with { Df = spread.Df, BetweenDeviation = Math.Sqrt(spread.BetweenVariance), WithinDeviation = Math.Sqrt(spread.WithinVariance) },
            };
        }

        var test = spread is null ? TTest.Welch(Scaled(own.Values), Scaled(candidate.Values)) : spread.Compare([.. measurements.Select(m => Scaled(m.Metric(name)!.Values))], Scaled(candidate.Values));
        var judgement = isRatio ? OfRatio(input, metric, test, spread) : OfErrorRate(input, metric, test, spread);
        return spread is null && judgement.Decide is { } decide ? judgement with { Decide = family => WithoutSpread(decide(family), analysis.HistoricalPolicy) } : judgement;
    }

    private static Judgement OfRatio(MetricInput input, MetricStatus metric, TTest test, RepeatedMeasurements? spread)
    {
        var figures = new RatioFigures(input.Control.Values, input.Candidate.Values, isPaired: false);
        metric = figures.FillIn(metric) with { PairedLogRatio = null, Paired = null, Notes = Notes.On(figures.LogControl, figures.LogCandidate), Test = spread is null ? "WelchLogRatio" : "RandomEffectsLogRatio", Delta = MetricStatuses.Finite(Math.Exp(test.Estimate) - 1) };
        if (!figures.HasSpread || !test.IsDefined)
            return metric.Undecidable(Verdict.Inconclusive, "NoSpread", "the rounds do not differ at all, which no real measurement does: its resolution is too coarse to tell");
        var margin = RatioJudge.MarginOf(input);
        var rule = new DecisionRule(Math.Log(1 + margin), input.Analysis.Alpha, input.Analysis.NonInferiorityAlpha);
        var worse = test with { Estimate = metric.Better == Better.Lower ? test.Estimate : -test.Estimate };
        metric = metric with
        {
            Margin = RatioFigures.ToDelta(rule.Margin, metric.Better),
            DeltaCi95 = MetricStatuses.Pair(test.Confidence(0.95).Map(x => Math.Exp(x) - 1)),
            WorstCase = MetricStatuses.Finite(RatioFigures.ToDelta(worse.UpperBound(1 - rule.NonInferiorityAlpha), metric.Better)),
            PValue = test.P,
        };
        var needed = input.Name.RequiredObservations;
        if (input.Control.Requests.Concat(input.Candidate.Requests).Min() is var fewest && fewest < needed)
            return metric.Undecidable(Verdict.Inconclusive, "TooFewRequests", $"a round of {fewest} requests has fewer than 100 beyond {input.Name}; it needs {needed}");
        return new Judgement(metric, family => Decide(metric, worse, rule, family, Math.Log(1 + 2 * margin), delta => RatioFigures.ToDelta(delta, metric.Better)));
    }

    private static Judgement OfErrorRate(MetricInput input, MetricStatus metric, TTest test, RepeatedMeasurements? spread)
    {
        var rule = ErrorRateJudge.RuleOf(input);
        metric = metric with { Margin = rule.Margin };
        // No spread anywhere: the counts decide, as they do between two sides.
        if (!test.IsDefined || (Sample.IsConstant(input.Control.Values, 1) && Sample.IsConstant(input.Candidate.Values, 1))) return ErrorRateJudge.JudgePooled(input, metric, rule);
        metric = metric with
        {
            Test = spread is null ? "WelchDifference" : "RandomEffectsDifference",
            Delta = test.Estimate,
            DeltaCi95 = MetricStatuses.Pair(test.Confidence(0.95)),
            WorstCase = MetricStatuses.Finite(test.UpperBound(1 - rule.NonInferiorityAlpha)),
            PValue = test.P,
        };
        return new Judgement(metric, family => Decide(metric, test, rule, family, 2 * rule.Margin, delta => delta));
    }

    /// <summary>More rounds do not help against the spread between measurements, so no number of them is forecast.</summary>
    private static MetricStatus Decide(MetricStatus metric, TTest worse, DecisionRule rule, Family family, double doubleMargin, Func<double, double> toDelta)
    {
        var effect = new DecisionPower(worse.StandardError, worse.Df, rule with { Alpha = rule.Alpha / family.Size }).MinimumDetectableEffect();
        var shown = metric with { MinimumDetectableEffect = MetricStatuses.Finite(toDelta(effect)) };
        var finding = Finding.Of(Evidence.Of(worse, rule), family.AdjustedP, rule, doubleMargin);
        return finding.Verdict == Verdict.Inconclusive
            ? shown with { Verdict = finding.Verdict, Severity = finding.Severity, Reason = finding.Reason, Message = $"neither a regression nor its absence is shown; this history finds {Figures.Delta(shown.MinimumDetectableEffect, metric.Scale)} in 8 of 10 campaigns, and more measurements of one image in the baseline find less" }
            : shown.With(finding, rule, family, null);
    }

    /// <summary>What a test of the rounds alone may say, by the campaign's policy.</summary>
    private static MetricStatus WithoutSpread(MetricStatus metric, HistoricalPolicy? policy)
    {
        var why = $"the baseline holds fewer than {RepeatedMeasurements.Fewest} comparable measurements of any one image, so how much measurements of one version differ is not known";
        if (policy == HistoricalPolicy.WithinRunOnly) return metric with { Notes = [.. metric.Notes ?? [], $"{why}; by analysis.historicalPolicy the rounds alone decided"] };
        return metric.Undecidable(Verdict.Inconclusive, HistoryTooShort, $"{why}; the rounds alone would say {metric.Verdict}") with
        {
            Severity = metric.Verdict == Verdict.Regression || metric.Severity == Severity.Review ? Severity.Review : Severity.None,
            PairsToDecide = null,
        };
    }

    /// <summary>The rounds that the status shows: of the reference itself, and before it as many measurements of its images as there is room for.</summary>
    private static SideValues ShownOf(IReadOnlyList<BaselineSample> measurements, BaselineSample reference, string metric)
    {
        var shown = new List<BaselineSample> { reference };
        foreach (var other in measurements.Where(m => m != reference).Reverse())
            if (shown.Sum(s => s.Requests.Count) + other.Requests.Count <= MostShown) shown.Insert(0, other);
        return new SideValues([.. shown.SelectMany(s => s.Metric(metric)?.Values ?? [])], [.. shown.SelectMany(s => s.Metric(metric)?.Requests ?? s.Requests)], [.. shown.SelectMany(s => s.Metric(metric)?.Errors ?? s.Errors)]);
    }
}
