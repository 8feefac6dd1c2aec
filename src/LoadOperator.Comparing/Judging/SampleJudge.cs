using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Comparing.Judging;

/// <summary>
/// Judges one benchmark by the rule of campaigns: the log ratio where all values are above 0 and vary. What is read off a
/// clock has no other case; what is counted may be 0 or never vary, and then <see cref="CountJudge"/> sees to it.
/// </summary>
internal static class SampleJudge
{
    public static Comparison Judge(Series old, Series @new, Better better, ComparisonRule rule)
    {
        var comparison = new Comparison { Old = old, New = @new, Figures = Describe(old, @new, better, rule), IsLeftOut = !@new.Gates };
        return @new.Requests is not null && old.Requests is not null ? OfCampaigns(comparison, rule) : OfValues(comparison, rule);
    }

    private static Comparison OfValues(Comparison comparison, ComparisonRule rule)
    {
        var (old, @new, metric) = (comparison.Old.Values, comparison.New.Values, comparison.Figures);
        if (Unfit(comparison, rule) is { } unfit) return unfit;
        var isClocked = MetricUnit.IsClocked(comparison.Key.Unit);
        var all = old.Concat(@new).ToList();
        if (all.Any(x => x <= 0))
            return isClocked || all.Any(x => x < 0) ? Without(comparison, Verdict.Invalid, "ValueNotPositive", "a value of 0 or less has no ratio") : CountJudge.Judge(comparison, rule);

        var figures = new RatioFigures(old, @new, rule.IsPaired);
        metric = figures.FillIn(metric);
        if (!figures.HasSpread)
        {
            return isClocked
                ? Without(comparison with { Figures = metric }, Verdict.Inconclusive, "NoSpread", "the values do not vary at all, which no measurement of time does: the clock is too coarse to tell")
                : CountJudge.Judge(comparison with { Figures = metric }, rule);
        }

        var decision = rule.With(Math.Log(1 + rule.Margin));
        var worse = figures.Worse(metric.Better);
        var finding = Finding.Of(worse, decision, Math.Log(1 + 2 * rule.Margin));
        return comparison with
        {
            Figures = metric with
            {
                DeltaCi95 = MetricStatuses.Pair(figures.Deciding.Confidence(0.95).Map(x => Math.Exp(x) - 1)),
                WorstCase = MetricStatuses.Finite(RatioFigures.ToDelta(worse.UpperBound(1 - rule.NonInferiorityAlpha), metric.Better)),
                PValue = worse.P,
                Verdict = finding.Verdict,
                Severity = finding.Severity,
                Reason = finding.Reason,
            },
        };
    }

    /// <summary>Rounds of campaigns, by the campaigns' own judge: it knows what a percentile needs, and how to compare error rates.</summary>
    private static Comparison OfCampaigns(Comparison comparison, ComparisonRule rule)
    {
        if (Unfit(comparison, rule) is { } unfit) return unfit;
        var analysis = new Analysis { Alpha = rule.Alpha, NonInferiorityAlpha = rule.NonInferiorityAlpha, MaxRegressionPercent = rule.ThresholdPercent, Test = rule.IsPaired ? TestChoice.Paired : TestChoice.Welch };
        var spec = new MetricSpec { Name = comparison.Key.Name, Gate = comparison.New.Gates };
        return comparison with { Figures = CampaignVerdict.Judge(new MetricInput(spec, analysis, ValuesOf(comparison.Old), ValuesOf(comparison.New))) };
    }

    /// <summary>What bars any verdict; null where nothing does.</summary>
    private static Comparison? Unfit(Comparison comparison, ComparisonRule rule)
    {
        var (old, @new) = (comparison.Old.Values, comparison.New.Values);
        if (Math.Min(old.Count, @new.Count) < Rounds.Fewest)
            return Without(comparison, Verdict.Invalid, "TooFewSamples", $"{old.Count}+{@new.Count} samples; a verdict needs {Rounds.Fewest} a side");
        if (!old.Concat(@new).All(double.IsFinite))
            return Without(comparison, Verdict.Invalid, "MissingValues", "a value is not a finite number");
        if (rule.IsPaired && old.Count != @new.Count)
            return Without(comparison, Verdict.Invalid, "UnequalPairs", $"{old.Count} and {@new.Count} samples do not make pairs");
        return null;
    }

    internal static Comparison Without(Comparison comparison, Verdict verdict, string reason, string message) =>
        comparison with { Figures = comparison.Figures.Undecidable(verdict, reason, message) };

    private static MetricStatus Describe(Series old, Series @new, Better better, ComparisonRule rule) => new()
    {
        Name = @new.Key.Name,
        Unit = @new.Key.Unit,
        Scale = @new.Requests is not null && MetricName.TryParse(@new.Key.Name)?.Family == MetricFamily.ErrorRate ? Scale.Difference : Scale.Ratio,
        Better = better,
        Gate = @new.Gates,
        Control = MetricStatuses.Describe(old.Values),
        Candidate = MetricStatuses.Describe(@new.Values),
        Margin = RatioFigures.ToDelta(Math.Log(1 + rule.Margin), better),
        Welch = MetricStatuses.OfRaw(TTest.Welch(old.Values, @new.Values)),
        Paired = old.Values.Count == @new.Values.Count ? MetricStatuses.OfRaw(TTest.Paired(old.Values, @new.Values)) : null,
        MannWhitney = MannWhitney.Test(old.Values, @new.Values) is { P: >= 0 } ranks ? MetricStatuses.OfRanks(ranks) : null,
    };

    private static SideValues ValuesOf(Series series) => new(series.Values, series.Requests!, series.Errors ?? [.. series.Values.Select(_ => 0L)]);
}
