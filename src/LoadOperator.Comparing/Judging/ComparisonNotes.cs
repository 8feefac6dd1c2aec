using LoadOperator.Comparing.Measurements;

namespace LoadOperator.Comparing.Judging;

/// <summary>What the figures of two files do not show.</summary>
internal static class ComparisonNotes
{
    /// <summary>From this many comparisons on, chance alone is bound to make some of them look significant.</summary>
    private const int Many = 20;

    public static IEnumerable<string> On(MeasurementSet old, MeasurementSet @new, ComparisonRule rule, IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.Count == 0) yield return "the files have nothing in common";
        if (old.IsCampaign != @new.IsCampaign) yield return "one file is the result of a campaign, the other of Go benchmarks";
        foreach (var key in old.Config.Concat(@new.Config).Select(c => c.Key).Distinct())
        {
            var (before, after) = (ValuesOf(old, key), ValuesOf(@new, key));
            if (before != after) yield return $"configurations differ, {key}: {Said(before)} in {old.Source}, {Said(after)} in {@new.Source}";
        }

        if (old.IsCampaign && @new.IsCampaign && !rule.IsPaired) yield return "the two campaigns ran one after the other: what changed on the machine in between is in the difference too";
        if (comparisons.Any(c => c.Figures.Reason == "TooFewSamples")) yield return $"need >= {Model.Spec.Rounds.Fewest} samples a side for a verdict, and >= {SamplesForRanks(rule.Alpha)} to detect a change between counts that do not vary at alpha {rule.Alpha}";
        if (comparisons.Any(c => c.Figures.Reason == "AllEqual")) yield return "where all samples are equal nothing is tested, and nothing claimed; such counts are left out of the overall verdict";
        var tested = comparisons.Count(c => c.Figures.PValue is not null);
        if (tested >= Many) yield return FormattableString.Invariant($"of {tested} comparisons, chance alone lets about {tested * rule.Alpha:0.#} look significant at alpha {rule.Alpha}; the margin of {rule.ThresholdPercent} % keeps most of those from being called");
    }

    /// <summary>The samples a side with which two sides that do not overlap reach a p below alpha: 2 / C(2n, n) &lt; alpha.</summary>
    internal static int SamplesForRanks(double alpha)
    {
        double p = 1;
        var n = 0;
        while (!(p < alpha) && n < 100)
        {
            n++;
            // C(2n, n) = C(2n−2, n−1) · 2(2n−1)/n
            p = n == 1 ? 1 : p * n / (2 * (2 * n - 1.0));
        }

        return n;
    }

    private static string ValuesOf(MeasurementSet set, string key) => string.Join(" and ", set.Config.Where(c => c.Key == key).Select(c => c.Value).Order(StringComparer.Ordinal));

    private static string Said(string value) => value.Length > 0 ? value : "nothing";
}
