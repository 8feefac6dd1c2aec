using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// The values of a metric of the target's process, one per profile. Profiles follow the scored rounds: until they are taken there are none, and
/// the metric holds its place among those that are decided together.
/// </summary>
internal static class TargetValues
{
    /// <summary>Why a metric of the target decides nothing (yet).</summary>
    public const string NotProfiled = "NotProfiled";

    public static SideValues Of(IReadOnlyList<IReadOnlyList<ProfileRecord>> pairs, Side side, MetricName metric)
    {
        List<ProfileRecord> profiles = [.. pairs.Select(p => p.Single(r => r.Side == side))];
        return new SideValues(
            [.. profiles.Select(p => p.Target.TryGetValue(metric.Text, out var value) ? value : double.NaN)],
            [.. profiles.Select(p => p.Measurement!.Requests)],
            [.. profiles.Select(p => p.Measurement!.Errors)]);
    }

    /// <summary>What bars a verdict; null where nothing does. It is no fault of the scored rounds, and leaves their verdicts as they are.</summary>
    public static MetricStatus? Unfit(MetricInput input, MetricStatus metric)
    {
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        if (Math.Min(control.Count, candidate.Count) < Profiling.FewestProfiles)
            return metric.Undecidable(Verdict.Inconclusive, NotProfiled, $"{control.Count} pairs of profiles; a verdict needs {Profiling.FewestProfiles}: status.attribution.missing says why there are no more");
        // A process that fails its requests, or is started again, costs less.
        if (Failing(input.Control, input.Analysis) || Failing(input.Candidate, input.Analysis))
            return metric.Undecidable(Verdict.Inconclusive, "OutageWhileProfiled", FormattableString.Invariant($"more than {input.Analysis.OutagePercent} % of the requests of a profiled round failed: what they cost says nothing"));
        if (!control.Concat(candidate).All(double.IsFinite))
            return metric.Undecidable(Verdict.Inconclusive, NotProfiled, $"not every profile has counter {input.Name.TargetCounter}: by the way that was taken to the target's process it is not seen");
        return control.Concat(candidate).All(x => x > 0) ? null : metric.Undecidable(Verdict.Inconclusive, "ValueNotPositive", "some profiles have a value of 0, which has no ratio: make spec.profiling's duration longer");
    }

    private static bool Failing(SideValues side, Analysis analysis) => side.Requests.Zip(side.Errors).Any(r => r.Second > r.First * analysis.OutagePercent / 100);
}
