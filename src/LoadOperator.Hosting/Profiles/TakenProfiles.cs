using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Hosting.Profiles;

/// <summary>The profiles that a host has taken of both sides, and what they say.</summary>
public sealed class TakenProfiles(CampaignPlan plan)
{
    private readonly Dictionary<Side, List<Profile>> _profiles = new() { [Side.Control] = [], [Side.Candidate] = [] };

    /// <summary>Those of the control that have a partner: a pair of which one profile is missing is none.</summary>
    public IReadOnlyList<Profile> Control => [.. _profiles[Side.Control].Take(Pairs)];

    /// <summary>Those of the candidate that have a partner.</summary>
    public IReadOnlyList<Profile> Candidate => [.. _profiles[Side.Candidate].Take(Pairs)];

    /// <summary>Whether there is anything to draw; otherwise there are counters at most.</summary>
    public bool HasStacks => Control.Concat(Candidate).Any(p => p.Stacks.Count > 0);

    private int Pairs => _profiles.Values.Min(p => p.Count);

    /// <summary>Whether there is one of this side.</summary>
    public bool Has(Side side) => _profiles[side].Count > 0;

    public void Add(Side side, Profile profile) => _profiles[side].Add(profile);

    /// <summary>What they show; null where none was to be taken.</summary>
    /// <param name="status">The status of the campaign that has ended.</param>
    /// <param name="verified">The earlier campaign whose findings are looked at again; null where there is none.</param>
    public AttributionStatus? Attribute(CampaignState state, LoadCampaignStatus status, LoadCampaign? verified)
    {
        if (state.Profiles.Count == 0) return null;
        var deciding = status.Metrics?.FirstOrDefault(m => m.Name == status.Headline?.Metric);
        // After the first trouble no profile was taken.
        var missing = state.Profiles.Select(p => p.Trouble).OfType<string>().Select(trouble => OthersWords.Cut(trouble)).LastOrDefault();
        if (Pairs == 0) return Without(missing);
        var attribution = AttributionStatuses.Of(ProfileComparer.Compare(Control, Candidate), deciding is null ? null : ChangeOf(deciding));
        List<string> notes = [.. attribution.Notes ?? [], .. missing is null ? Array.Empty<string>() : [$"no more profiles were taken: {missing}"]];
        var verification = verified?.Status?.Attribution is { } earlier ? Verifications.Of(verified.Metadata.Name, earlier, Control, Candidate) : null;
        return attribution with { Missing = missing, Overhead = ProfilingOverhead.Of(state, plan), Verification = verification, Notes = notes.Count > 0 ? notes : null };
    }

    private static DecidingChange ChangeOf(MetricStatus metric) => new($"{metric.Name} {Figures.Delta(metric.Delta, metric.Scale)}", IsBetter(metric), GrewMs(metric));

    private static bool IsBetter(MetricStatus metric) => metric.DeltaCi95 is [var low, var high] && (metric.Better == Better.Lower ? high < 0 : low > 0);

    private static double? GrewMs(MetricStatus metric) => metric is { Name: "latency.p50" or "latency.mean", DeltaCi95: [> 0, _] } ? metric.Candidate.GeometricMean - metric.Control?.GeometricMean : null;

    private static AttributionStatus Without(string? missing) => new()
    {
        Summary = $"no profiles of both sides could be taken{(missing is null ? "" : $": {missing}")}",
        Missing = missing,
        ControlProfiles = 0,
        CandidateProfiles = 0,
        Per = "request",
    };
}
