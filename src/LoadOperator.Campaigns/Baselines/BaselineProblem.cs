using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>Why a baseline cannot be compared with.</summary>
/// <param name="Reason">In one word for programs.</param>
/// <param name="Message">In a sentence.</param>
public sealed record BaselineProblem(string Reason, string Message)
{
    public const string NoRevisions = "NoRevisions";

    private const string InvalidSpec = "InvalidSpec";
    private const string SamplesConflict = "SamplesConflict";
    private const string RevisionAltered = "RevisionAltered";

    /// <summary>What keeps a baseline from taking anything in, by its status; null where nothing does.</summary>
    public static string? ThatStopsIntake(BaselineStatus? status) =>
        status?.Conditions.FirstOrDefault(c => c is { Type: BaselineStatuses.ReadyType, Reason: InvalidSpec or SamplesConflict or RevisionAltered })?.Message;

    /// <summary>What is wrong with a baseline in a cluster, whatever campaigns there are; null where nothing is.</summary>
    /// <param name="stored">Its revisions.</param>
    public static BaselineProblem? Of(Baseline baseline, IReadOnlyList<StoredRevision> stored)
    {
        // The API server has checked most of it; an older one knows no rules.
        var violations = Constraints.Check(baseline.Spec, "spec").Select(v => v.Value is null ? $"{v.Path}: {v.Allowed}" : $"{v.Path}: '{v.Value}'; {v.Allowed}").ToList();
        if (!BaselineManifest.IsName(baseline.Metadata.Name)) violations.Insert(0, $"metadata.name: '{baseline.Metadata.Name}'; allowed: {BaselineManifest.AllowedName}");
        if (violations.Count > 0) return new BaselineProblem(InvalidSpec, string.Join("; ", violations));
        foreach (var sample in baseline.Spec.Samples)
        {
            if (stored.FirstOrDefault(r => r.Number == sample.Revision) is { } other && StoredRevision.DigestOf(other.Sample) != StoredRevision.DigestOf(sample))
                return new BaselineProblem(SamplesConflict, $"spec.samples: revision {sample.Revision} is another measurement than the revision {other.Number} that there is (campaign {other.Sample.Campaign} at {other.Sample.StartTime:u}); revisions do not change: give it a number above {stored.Max(r => r.Number)}");
        }

        foreach (var revision in stored)
        {
            if (baseline.Status?.Revisions.FirstOrDefault(e => e.Revision == revision.Number)?.Digest is { } digest && digest != StoredRevision.DigestOf(revision.Sample))
                return new BaselineProblem(RevisionAltered, $"revision {revision.Number} is not what it was when it was taken: delete it");
        }

        return null;
    }
}
