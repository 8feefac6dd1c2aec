using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What a campaign is compared with, decided once when it begins: a baseline that is edited or deleted meanwhile changes no verdict.</summary>
/// <param name="Uid">Which object it was taken of.</param>
/// <param name="Generation">The generation of its spec at that time.</param>
/// <param name="Snapshot">What is compared with; null where nothing can be.</param>
/// <param name="Problem">Why nothing can be.</param>
public sealed record FrozenBaseline(string? Uid, long? Generation, BaselineSnapshot? Snapshot, BaselineProblem? Problem)
{
    public const string NotFound = "BaselineNotFound";

    /// <summary>All objects of a campaign stay under 1 MiB together, and this is kept in two: in a ConfigMap, and at last in the status.</summary>
    public const int MostBytes = 96 * 1024;

    /// <summary>A baseline that cannot be compared with.</summary>
    public static FrozenBaseline Refused(Baseline? baseline, string reason, string message) => new(baseline?.Metadata.Uid, baseline?.Metadata.Generation, null, new BaselineProblem(reason, message));

    /// <summary>A baseline as it is now, with its revisions as samples.</summary>
    public static FrozenBaseline Of(Baseline baseline, Analysis analysis) => new(baseline.Metadata.Uid, baseline.Metadata.Generation, Bounded(BaselineSnapshot.Of(baseline, analysis), MostBytes), null);

    /// <summary>The baseline that the campaign is planned with.</summary>
    public Baseline? Restore() => Snapshot?.Restore();

    /// <summary>With as many revisions as there is room for. First those that the verdict needs most: the newest, the pinned one, and the other measurements of their images.</summary>
    internal static BaselineSnapshot Bounded(BaselineSnapshot snapshot, int mostBytes)
    {
        var newest = snapshot.Samples[^1];
        var pinned = snapshot.Samples.FirstOrDefault(s => s.Revision == snapshot.PinnedRevision);
        var left = mostBytes;
        var taken = new HashSet<int>();
        foreach (var sample in snapshot.Samples.OrderBy(Rank).ThenByDescending(s => s.Revision))
        {
            var size = JsonSerializer.SerializeToUtf8Bytes(sample, ModelJson.Compact).Length;
            // Without its references there is no comparison: they are taken whatever they cost.
            if (size > left && Rank(sample) > 1) continue;
            left -= size;
            taken.Add(sample.Revision);
        }

        List<int> leftOut = [.. snapshot.Samples.Select(s => s.Revision).Where(r => !taken.Contains(r))];
        return snapshot with { Samples = [.. snapshot.Samples.Where(s => taken.Contains(s.Revision))], LeftOut = leftOut.Count == 0 ? null : leftOut };

        int Rank(BaselineSample sample) =>
            sample == newest ? 0 : sample == pinned ? 1 : sample.IsOfSameImages(newest) ? 2 : pinned is not null && sample.IsOfSameImages(pinned) ? 3 : 4;
    }
}
