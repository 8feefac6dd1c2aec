using System.Globalization;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What a campaign of a version against itself says: no verdict on the version, but how noisy the place is.</summary>
internal static class SelfTest
{
    private const int UsualPairs = 10;

    public delegate CampaignVerdict Answer(Verdict verdict, Severity severity, string reason, string? message, MetricStatus? deciding = null);

    public static CampaignVerdict Conclude(CampaignPlan plan, IReadOnlyList<MetricStatus> metrics, Answer answer)
    {
        var gating = metrics.Where(m => m.Gate).DefaultIfEmpty(metrics[0]).ToList();
        if (gating.FirstOrDefault(m => m.Verdict == Verdict.Invalid) is { } invalid) return answer(Verdict.Invalid, Severity.None, invalid.Reason ?? "", null, invalid);
        // After Holm: of twelve metrics one would differ by chance too often.
        if (gating.FirstOrDefault(m => (m.PAdjusted ?? m.PValue) < plan.Spec.Analysis.Alpha) is { } differs)
            return answer(Verdict.NotCompared, Severity.Review, "DiffersFromItself", "the same version differs from itself, so something else than the version makes a difference here", differs);
        var first = gating[0];
        return answer(Verdict.NotCompared, Severity.None, "SelfTest", Noise.Of(first, plan.Spec.Analysis) is { } noise ? Sentence(first, noise) : $"{first.Name} shows no noise to speak of", first);
    }

    /// <summary>The noise of every metric that has one.</summary>
    public static IReadOnlyList<NoiseStatus>? NoiseOf(CampaignPlan plan, IReadOnlyList<MetricStatus> metrics) =>
        plan.IsSelfTest ? [.. metrics.Select(m => Noise.Of(m, plan.Spec.Analysis)?.Describe(m)).OfType<NoiseStatus>()] : null;

    private static string Sentence(MetricStatus metric, Noise noise) => string.Create(
        CultureInfo.InvariantCulture,
        $"{metric.Name} varies by {noise.RoundDeviation:0.0%} between rounds, {noise.PairDeviation:0.0%} within pairs; {UsualPairs} pairs see a slowdown of {noise.MinimumDetectableEffect(UsualPairs):0.0%}");
}
