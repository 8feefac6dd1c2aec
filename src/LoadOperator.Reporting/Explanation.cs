using System.Text;
using LoadOperator.Model;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>One verdict in plain words: what was compared, what the noise was, why this is the answer, and what would change it.</summary>
public static class Explanation
{
    /// <param name="metric">The metric to explain; null for the one that decided.</param>
    /// <exception cref="ArgumentException">The campaign has not ended, or has no such metric.</exception>
    public static string Of(LoadCampaign campaign, string? metric = null)
    {
        if (campaign.Status is not { Metrics: { Count: > 0 } metrics } status) throw new ArgumentException("the campaign has no metrics to explain");
        var name = metric ?? status.Headline?.Metric ?? metrics[0].Name;
        var chosen = metrics.FirstOrDefault(m => m.Name == name) ?? throw new ArgumentException($"there is no metric '{name}'; there are {string.Join(", ", metrics.Select(m => m.Name))}");
        var text = new StringBuilder();
        text.AppendLine(TextReport.Answer(status)).AppendLine();
        Section(text, "What was compared", Compared(campaign, status, chosen));
        if (chosen.Control is not null)
        {
            Section(text, "What the noise was", [.. NoiseOf(chosen), .. SettlingSentence.ToExplain(status.Settling)]);
            Section(text, "Why this answer", IsOfTheWhole(status) ? [$"It is an answer about the campaign as a whole, whatever its metrics say: {status.Summary}.", .. Why(chosen)] : Why(chosen));
            Section(text, "What would change it", IsOfTheWhole(status) ? ["A campaign in which that does not happen."] : WhatWouldChangeIt(chosen));
        }

        var others = metrics.Where(m => m.Name != chosen.Name && m.Gate && m.Verdict is not null).Select(m => $"{m.Name}: {m.Verdict}.").ToList();
        if (others.Count > 0 && chosen.Control is not null) Section(text, "The other metrics that gate", [.. others, "The campaign is Invalid if any is, else Regression, else Inconclusive, else Improvement, else NoRegression."]);
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>Whether the campaign's answer is not that of a metric: it failed, a side had an outage, or the sides cannot be compared.</summary>
    private static bool IsOfTheWhole(LoadCampaignStatus status) =>
        status.Phase == Phase.Failed || status.Reason is "ControlUnhealthy" or "CandidateUnhealthy" or "NotComparable" or "NothingGates" or "BaselineMissing" or "BaselineStale";

    private static IEnumerable<string> Compared(LoadCampaign campaign, LoadCampaignStatus status, MetricStatus metric)
    {
        var subject = campaign.Spec.Candidate.DisplayName;
        if (metric.Control is not { } control)
        {
            yield return $"{subject} alone was measured, in {metric.Candidate.N} rounds, and held to its objectives. Nothing was compared.";
            yield break;
        }

        var isHistorical = status.Design == Design.Historical;
        if (isHistorical) yield return $"{metric.Name} of {subject} (the candidate) against {status.Headline?.Against}: {metric.Candidate.N} rounds now and {control.N} that were measured before, in {metric.History?.Measurements} {(metric.History?.Measurements == 1 ? "campaign" : "campaigns")}. What else has changed since then counts as the version's.";
        else yield return $"{metric.Name} of {subject} (the candidate) against {status.Headline?.Against} (the control): one value for each of {control.N}+{metric.Candidate.N} rounds, in adjacent pairs of which chance or turns decided the order.";
        yield return $"The {(isHistorical ? "baseline" : "control")}'s {Middle(metric.Scale)} is {Value(metric, control)}, the candidate's {Value(metric, metric.Candidate)}"
            + (metric.Delta is { } delta ? $": {Figures.Delta(delta, metric.Scale)}. {(metric.Better == Better.Lower ? "Lower" : "Higher")} is better." : ".");
    }

    private static IEnumerable<string> NoiseOf(MetricStatus metric)
    {
        if (metric is { Scale: Scale.Ratio, Control.CoefficientOfVariation: { } control, Candidate.CoefficientOfVariation: { } candidate })
            yield return $"Rounds that measure the same thing differ by {control:0.0%} on the {(metric.History is null ? "control" : "baseline")}'s side and {candidate:0.0%} on the candidate's (standard deviation ÷ mean).";
        if (metric.History is { BetweenDeviation: { } between })
            yield return $"Measurements of one image differ by {between:0.0%} more than their rounds explain, known from {metric.History.Df:0} degrees of freedom.";
        if (metric.DeltaCi95 is { } interval)
            yield return $"With that noise the true difference lies in {Figures.Interval(interval, metric.Scale)} with 95 % confidence.";
        foreach (var note in metric.Notes ?? []) yield return $"{char.ToUpperInvariant(note[0])}{note[1..]}.";
    }

    private static IEnumerable<string> Why(MetricStatus metric)
    {
        if (metric.PValue is { } p)
        {
            yield return $"If there were no difference, one as large as this would be seen in a share of {Figures.PValue(p)} of campaigns ({TestOf(metric.Test)}).";
            if (metric.PAdjusted is { } adjusted && adjusted > p) yield return $"Because several metrics gate, each with its chance of a false alarm, p counts as {Figures.PValue(adjusted)} (Holm's adjustment).";
        }

        if (metric.Margin is { } margin) yield return $"The margin is {Figures.Delta(margin, metric.Scale)}"
            + (metric.WorstCase is { } worst ? $"; at worst, by the one-sided bound of the analysis, the candidate differs by {Figures.Delta(worst, metric.Scale)}." : ".");
        yield return $"{metric.Verdict}{(metric.Message is { } message ? $": {message}" : "")}.";
    }

    private static IEnumerable<string> WhatWouldChangeIt(MetricStatus metric)
    {
        switch (metric.Verdict)
        {
            case Verdict.Regression:
                yield return "A larger margin (analysis.maxRegressionPercent, or minDelta for small times), if so much slower is acceptable; or a faster candidate. More rounds of the same would only make it surer.";
                break;
            case Verdict.NoRegression when metric.Reason == "WorseWithinMargin":
                yield return "A smaller margin: the candidate is slower, by less than the margin allows. Against a slow ratchet, compare with an older version too.";
                break;
            case Verdict.NoRegression or Verdict.Improvement:
                yield return "A smaller margin would ask for more proof. A true slowdown of the margin or more would have been called NoRegression in at most the share nonInferiorityAlpha of campaigns.";
                break;
            case Verdict.Inconclusive when metric.Reason == "HistoryTooShort":
                yield return "Three measurements of one image in the baseline: run a campaign of that image again (comparison.mode SelfTest, or None with objectives) and loadctl baseline append it. Or analysis.historicalPolicy: WithinRunOnly, which takes every change of the place for one of the version.";
                break;
            case Verdict.Inconclusive when metric.History is not null && metric.Reason is ("NotEnoughEvidence" or "LargeButUncertain"):
                yield return "More measurements of one image in the baseline, or a control beside the candidate (comparison.mode SideBySide), which needs no history.";
                break;
            case Verdict.Inconclusive when metric.Reason is "NotEnoughEvidence" or "LargeButUncertain":
                yield return $"{(metric.PairsToDecide is { } pairs ? $"About {pairs} pairs ({(IsOfTarget(metric) ? "of profiles: profiling.profiles" : "rounds.count")}) would decide, if the difference is what it seems" : "More pairs would hardly help: the difference is too close to the margin")}. Less noise helps as much: longer rounds, a quieter machine, a CPU for the generator alone."
                    + (metric.MinimumDetectableEffect is { } effect ? $" As it is, a true {Figures.Delta(effect, metric.Scale)} is found in 8 of 10 campaigns." : "");
                break;
            case Verdict.Inconclusive when metric.Reason == "TooFewRequests":
                yield return "More requests in each round (a higher rate, or longer rounds), or a lower percentile.";
                break;
            case Verdict.Inconclusive when IsOfTarget(metric):
                yield return "Profiles of both sides that have this counter, and more than 0 of it: see the reason above.";
                break;
            default:
                yield return "Rounds that can be compared: see the reason above.";
                break;
        }
    }

    private static bool IsOfTarget(MetricStatus metric) => metric.Name.StartsWith(MetricName.TargetPrefix, StringComparison.Ordinal);

    private static string TestOf(string? test) => test switch
    {
        "PairedLogRatio" => "paired t test of the log ratios",
        "WelchLogRatio" => "Welch's t test of the logs",
        "PairedDifference" => "paired t test of the differences",
        "WelchDifference" => "Welch's t test of the differences",
        "RandomEffectsLogRatio" => "t test of the logs, with the spread between measurements",
        "RandomEffectsDifference" => "t test of the differences, with the spread between measurements",
        "Pooled" => "Fisher's exact test of the pooled counts",
        _ => test ?? "no test",
    };

    private static string Middle(Scale scale) => scale == Scale.Ratio ? "geometric mean" : "mean";

    private static string Value(MetricStatus metric, SideStatus side) => Figures.Value(metric.Scale == Scale.Ratio ? side.GeometricMean : side.Mean, metric.Unit);

    private static void Section(StringBuilder text, string heading, IEnumerable<string> sentences)
    {
        var lines = sentences.ToList();
        if (lines.Count == 0) return;
        text.AppendLine(heading);
        foreach (var line in lines) text.AppendLine("  " + line);
        text.AppendLine();
    }
}
