using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Baselines;

/// <summary>
/// Sees to it that a baseline has the revisions that it is to have, and says which those are. Revisions are made first and the status is
/// written after: whoever is killed in between finds them again.
/// </summary>
internal sealed class BaselineController(IEntityStore store, RevisionStore revisions, IEntityCache<LoadCampaign> campaigns, IEventPublisher events, TimeProvider clock, ILogger<BaselineController> logger) : IEntityController<Baseline>
{
    /// <summary>Looked at a moment after it has become too old, not a moment before.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<ReconciliationResult<Baseline>> ReconcileAsync(Baseline entity, CancellationToken cancellationToken)
    {
        // Read anew, as its revisions are: a number that a cache does not know yet would be given twice.
        if (await store.GetAsync<Baseline>(EntityKey.Of(entity), cancellationToken) is not { Metadata.DeletionTimestamp: null } baseline) return ReconciliationResult<Baseline>.Success(entity);
        // A name that is too long is no label's value.
        var stored = BaselineManifest.IsName(baseline.Metadata.Name) ? await revisions.ListAsync(baseline, cancellationToken) : [];
        var problem = BaselineProblem.Of(baseline, stored);
        var intake = problem is null ? BaselineIntake.Of(baseline, stored, [.. campaigns.List().Where(c => c.Metadata.NamespaceProperty == baseline.Metadata.NamespaceProperty)]) : null;
        foreach (var revision in intake?.New ?? [])
        {
            if (!await revisions.CreateAsync(baseline, revision, cancellationToken)) return ReconciliationResult<Baseline>.Failure(entity, $"there is a revision {revision.Number} already");
            await TellAddedAsync(baseline, revision, cancellationToken);
            stored = [.. stored, revision];
        }

        foreach (var revision in problem is null ? BaselineIntake.Excess(baseline.Spec, stored, IsAwaited) : [])
        {
            await revisions.DeleteAsync(baseline, revision, cancellationToken);
            Log.RevisionRemoved(logger, baseline.Metadata.NamespaceProperty, baseline.Metadata.Name, revision.Number);
            stored = [.. stored.Where(r => r != revision)];
        }

        var now = clock.GetUtcNow();
        var assembled = baseline.Spec with { Capture = null, Samples = [.. stored.Select(r => r.Sample).OrderBy(s => s.Revision)] };
        await WriteAsync(baseline, BaselineStatuses.Of(assembled, now, BaselineStanding.Of(baseline, problem, intake?.Capture)), cancellationToken);
        return ReconciliationResult<Baseline>.Success(entity, BaselineStatuses.NextChange(assembled, now) is { } change ? change - now + Grace : null);

        bool IsAwaited(StoredRevision revision) =>
            campaigns.Find(new EntityKey(baseline.Metadata.NamespaceProperty, revision.Sample.Campaign)) is { } campaign
            && revision.IsOf(campaign.Metadata.Name, campaign.Status?.StartTime) && Appending.IsDue(campaign, baseline);
    }

    /// <summary>Its revisions go with it.</summary>
    public Task<ReconciliationResult<Baseline>> DeletedAsync(Baseline entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<Baseline>.Success(entity));

    private async Task TellAddedAsync(Baseline baseline, StoredRevision revision, CancellationToken cancellation)
    {
        Log.RevisionAdded(logger, baseline.Metadata.NamespaceProperty, baseline.Metadata.Name, revision.Number, revision.Sample.Campaign);
        await events.PublishAsync(baseline, EventType.Normal, "RevisionAdded", $"revision {revision.Number}, of campaign {revision.Sample.Campaign} at {revision.Sample.StartTime:u}", cancellation);
    }

    private async Task WriteAsync(Baseline baseline, BaselineStatus after, CancellationToken cancellation)
    {
        try
        {
            await store.PatchStatusAsync(baseline, baseline.Status, after, cancellation);
        }
        catch (ApiException exception) when (exception.Status is System.Net.HttpStatusCode.NotFound)
        {
            // Deleted in the meantime; its revisions go with it.
        }
    }
}
