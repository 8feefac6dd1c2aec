using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What a campaign that begins makes of the baseline that it names: something to compare with, a reason why there is none, or that it has to wait.</summary>
/// <param name="Frozen">What it is compared with; null where it has to wait.</param>
/// <param name="WaitsFor">What it waits for.</param>
public sealed record BaselineReading(FrozenBaseline? Frozen, string? WaitsFor)
{
    /// <summary>Manifests that are applied together come one after the other: a baseline that is not there yet may be on its way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <param name="name">The baseline's name.</param>
    /// <param name="baseline">The baseline as the API server has it; null where it has none.</param>
    /// <param name="stored">Its revisions.</param>
    /// <param name="campaignAge">How long ago the campaign was made.</param>
    public static BaselineReading Of(string name, Baseline? baseline, IReadOnlyList<StoredRevision> stored, Analysis analysis, TimeSpan campaignAge)
    {
        if (baseline is null)
        {
            return campaignAge < Patience
                ? new BaselineReading(null, $"baseline {name}, which is not in this namespace")
                : Refused(FrozenBaseline.NotFound, $"spec.comparison.baselineRef.name: '{name}': there is no such baseline in this namespace; set spec.restartToken once there is");
        }

        if (baseline.Metadata.DeletionTimestamp is not null) return Refused("BaselineDeleted", $"baseline {name} is being deleted");
        if (baseline.Status is not { } status || status.ObservedGeneration != baseline.Metadata.Generation) return new BaselineReading(null, $"baseline {name}, whose revisions are being taken in");
        if (status.Conditions.FirstOrDefault(c => c.Type == BaselineStatuses.ReadyType) is { Status: not "True" } unready)
            return Refused(unready.Reason == BaselineProblem.NoRevisions ? "BaselineEmpty" : "BaselineNotReady", $"baseline {name}: {unready.Message}");
        // What the index knows, as it knows it: a revision that was altered since is not compared with.
        List<BaselineSample> samples = [.. stored.Where(r => status.Revisions.Any(e => e.Revision == r.Number && e.Digest == StoredRevision.DigestOf(r.Sample))).Select(r => r.Sample).OrderBy(s => s.Revision)];
        if (samples.Count != status.Revisions.Count) return new BaselineReading(null, $"baseline {name}, whose revisions have changed");
        var assembled = new Baseline { Metadata = baseline.Metadata, Spec = baseline.Spec with { Capture = null, Samples = samples } };
        return new BaselineReading(FrozenBaseline.Of(assembled, analysis), null);

        BaselineReading Refused(string reason, string message) => new(FrozenBaseline.Refused(baseline, reason, message), null);
    }
}
