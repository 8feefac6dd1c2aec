using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Baselines;

/// <summary>Keeps a baseline's revisions as objects that it owns. They are made and deleted, and never changed.</summary>
internal sealed class RevisionStore(IEntityStore store)
{
    /// <summary>The revisions as the API server has them, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredRevision>> ListAsync(Baseline baseline, CancellationToken cancellation) =>
    [
        .. (await store.ListAsync<BaselineRevision>(baseline.Metadata.NamespaceProperty, Names.SelectorOf(baseline), cancellation))
            .Where(r => r.Metadata is { DeletionTimestamp: null } metadata && metadata.OwnerReferences?.Any(o => o.Uid == baseline.Metadata.Uid) is true)
            .Select(r => new StoredRevision(r.Spec, OriginOf(r)))
            .OrderBy(r => r.Number),
    ];

    /// <summary>Makes a revision.</summary>
    /// <returns>False where the number is taken: somebody else was faster.</returns>
    public Task<bool> CreateAsync(Baseline baseline, StoredRevision revision, CancellationToken cancellation)
    {
        var metadata = Names.Child(baseline, revision.Number);
        metadata.Annotations = new Dictionary<string, string> { [Names.OriginAnnotation] = revision.Origin.ToString() };
        return store.CreateAsync(new BaselineRevision { Metadata = metadata, Spec = revision.Sample }, cancellation);
    }

    public Task DeleteAsync(Baseline baseline, StoredRevision revision, CancellationToken cancellation) =>
        store.DeleteAsync(new BaselineRevision { Metadata = Names.Child(baseline, revision.Number), Spec = revision.Sample }, cancellation);

    private static RevisionOrigin OriginOf(BaselineRevision revision) =>
        revision.Metadata.Annotations?.TryGetValue(Names.OriginAnnotation, out var text) is true && text == nameof(RevisionOrigin.Samples) ? RevisionOrigin.Samples : RevisionOrigin.Campaign;
}
