using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What a baseline in a cluster is to take in, and what it is to let go. Decided from what there is alone: after a crash the same comes out, less what was done.</summary>
/// <param name="New">Revisions to be made, the oldest first.</param>
/// <param name="Capture">How far <c>spec.capture</c> is; null where nothing is to be captured.</param>
public sealed record BaselineIntake(IReadOnlyList<StoredRevision> New, CaptureState? Capture)
{
    /// <param name="stored">The revisions that there are.</param>
    /// <param name="campaigns">The campaigns of the same namespace.</param>
    public static BaselineIntake Of(Baseline baseline, IReadOnlyList<StoredRevision> stored, IReadOnlyCollection<LoadCampaign> campaigns)
    {
        List<StoredRevision> made = [.. baseline.Spec.Samples.Where(s => stored.All(r => r.Number != s.Revision)).Select(s => new StoredRevision(s, RevisionOrigin.Samples))];
        // Numbers rise, whatever has been deleted since.
        var next = Math.Max(baseline.Status?.LastRevision ?? 0, stored.Concat(made).Select(r => r.Number).DefaultIfEmpty(0).Max()) + 1;
        var capture = CaptureState.Of(baseline, stored, campaigns);
        if (capture is { Source: { } source }) made.Add(new StoredRevision(BaselineCapture.Of(source, next++), RevisionOrigin.Campaign));
        if (Appending.IsTakenBy(baseline))
        {
            foreach (var campaign in campaigns.Where(c => Appending.IsDue(c, baseline)).OrderBy(c => c.Status!.CompletionTime).ThenBy(c => c.Metadata.Name, StringComparer.Ordinal))
            {
                // Named after its run: one that was made, but not told, is not made again.
                if (stored.Concat(made).Any(r => r.IsOf(campaign.Metadata.Name, campaign.Status!.StartTime))) continue;
                made.Add(new StoredRevision(BaselineCapture.Of(campaign, next++), RevisionOrigin.Campaign));
            }
        }

        return new BaselineIntake(made, capture);
    }

    /// <summary>Revisions that go: those that <c>spec.samples</c> no longer holds, and the oldest of those that are too many. A pinned one stays.</summary>
    /// <param name="stored">The revisions that there are.</param>
    /// <param name="isAwaited">Whether the campaign of a revision has yet to say what became of it.</param>
    public static IReadOnlyList<StoredRevision> Excess(BaselineSpec spec, IReadOnlyList<StoredRevision> stored, Func<StoredRevision, bool> isAwaited)
    {
        bool IsHeld(StoredRevision revision) => spec.Samples.Any(s => s.Revision == revision.Number);
        // Where the spec holds no samples, those that it once held have become measurements like any other.
        List<StoredRevision> gone = [.. stored.Where(r => spec.Samples.Count > 0 && r.Origin == RevisionOrigin.Samples && !IsHeld(r))];
        var left = stored.Except(gone).OrderBy(r => r.Number).ToList();
        var surplus = left.Count - spec.MaxRevisions;
        gone.AddRange(left.SkipLast(1).Where(r => r.Number != spec.PinnedRevision && !IsHeld(r) && !isAwaited(r)).Take(Math.Max(surplus, 0)));
        return gone;
    }
}
