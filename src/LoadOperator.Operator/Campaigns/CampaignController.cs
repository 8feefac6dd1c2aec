using k8s.Models;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Campaigns;

/// <summary>Sees to it that every campaign is refused, waits, runs or has ended, and writes its status: one patch, and only when something has changed.</summary>
internal sealed class CampaignController(ClusterServices cluster, CampaignRuns runs, IEntityCache<LoadCampaign> campaigns, IReconcileRequests<LoadCampaign> requests, ILogger<CampaignController> logger) : IEntityController<LoadCampaign>
{
    /// <summary>A campaign that waits for one that this process does not know looks again: the cache may be behind.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public async Task<ReconciliationResult<LoadCampaign>> ReconcileAsync(LoadCampaign entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null) return await DeletedAsync(entity, cancellationToken);
        var run = runs.Find(entity);
        if (run is null)
        {
            if (HasEnded(entity))
            {
                await RemoveGeneratorsAsync(entity, cancellationToken);
                return ReconciliationResult<LoadCampaign>.Success(entity);
            }

            if (Admission.Refuse(entity, cluster.Settings) is { } refusal)
            {
                await WriteAsync(entity, entity.Status, StatusBuilder.Rejected(refusal, cluster.Clock.GetUtcNow(), ContextOf(entity, entity.Status)), cancellationToken);
                await cluster.Events.PublishAsync(entity, EventType.Warning, "InvalidSpec", refusal, cancellationToken);
                return ReconciliationResult<LoadCampaign>.Success(entity);
            }

            if (runs.TakePlace(entity, campaigns.List()) is { } blocker) return await WaitAsync(entity, blocker, cancellationToken);
            run = await runs.StartAsync(entity, cancellationToken);
            await cluster.Events.PublishAsync(entity, EventType.Normal, "Started", $"{entity.Spec.Rounds.Count} rounds a side", cancellationToken);
        }

        if (run.Fault is { } fault)
        {
            Log.BrokeOff(logger, entity.Metadata.NamespaceProperty, entity.Metadata.Name, fault);
            await runs.RemoveAsync(entity);
            return ReconciliationResult<LoadCampaign>.Failure(entity, "the campaign broke off", fault);
        }

        run.PodsChanged();
        // Looked at before the status is taken: an end in between is told again.
        var hasEnded = run.HasEnded;
        var before = run.Written ?? entity.Status;
        var status = run.StatusAt(cluster.Clock.GetUtcNow(), ContextOf(entity, before) with { Generation = run.Generation });
        await WriteAsync(entity, before, status, cancellationToken);
        run.Written = status;
        if (hasEnded) await EndAsync(entity, status, cancellationToken);
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    public async Task<ReconciliationResult<LoadCampaign>> DeletedAsync(LoadCampaign entity, CancellationToken cancellationToken)
    {
        await runs.RemoveAsync(entity);
        await RemoveGeneratorsAsync(entity, cancellationToken);
        WakeWaiting();
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    private async Task<ReconciliationResult<LoadCampaign>> WaitAsync(LoadCampaign entity, LoadCampaign blocker, CancellationToken cancellation)
    {
        var message = $"waits for {EntityKey.Of(blocker)}, which loads the same target";
        await WriteAsync(entity, entity.Status, StatusBuilder.Pending("Queued", message, cluster.Clock.GetUtcNow(), ContextOf(entity, entity.Status)), cancellation);
        return ReconciliationResult<LoadCampaign>.Success(entity, runs.HasPlace(blocker) ? null : LookAgain);
    }

    private async Task EndAsync(LoadCampaign entity, LoadCampaignStatus status, CancellationToken cancellation)
    {
        Log.Ended(logger, entity.Metadata.NamespaceProperty, entity.Metadata.Name, $"{status.Verdict}", status.Summary ?? "");
        OperatorMetrics.Ended(status);
        var isBad = status.Verdict is Verdict.Regression or Verdict.Invalid;
        await cluster.Events.PublishAsync(entity, isBad ? EventType.Warning : EventType.Normal, $"{status.Verdict}", status.Summary ?? "", cancellation);
        await runs.RemoveAsync(entity);
        await RemoveGeneratorsAsync(entity, cancellation);
        // An edit during the run is a run of its own, now.
        if (entity.Metadata.Generation != status.ObservedGeneration) requests.Enqueue(EntityKey.Of(entity));
        WakeWaiting();
    }

    private void WakeWaiting()
    {
        foreach (var waiting in campaigns.List().Where(c => c.Status is null or { Phase: Phase.Pending })) requests.Enqueue(EntityKey.Of(waiting));
    }

    /// <summary>Pods and keys have served their turn; rounds and verdict stay.</summary>
    private async Task RemoveGeneratorsAsync(LoadCampaign entity, CancellationToken cancellation)
    {
        var pods = cluster.Pods.List().Where(p => p.Metadata.OwnerReferences?.Any(o => o.Uid == entity.Metadata.Uid) is true).ToList();
        if (pods.Count == 0) return;
        foreach (var pod in pods) await cluster.Store.DeleteAsync(pod, cancellation);
        await cluster.Store.DeleteAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = Names.Secret(entity), NamespaceProperty = entity.Metadata.NamespaceProperty } }, cancellation);
    }

    private async Task WriteAsync(LoadCampaign entity, LoadCampaignStatus? before, LoadCampaignStatus after, CancellationToken cancellation)
    {
        try
        {
            await cluster.Store.PatchStatusAsync(entity, before, after, cancellation);
        }
        catch (ApiException exception) when (exception.Status is System.Net.HttpStatusCode.NotFound)
        {
            // Deleted in the meantime; that is told, too.
        }
    }

    private static StatusContext ContextOf(LoadCampaign entity, LoadCampaignStatus? before) => new() { Generation = entity.Metadata.Generation, Conditions = before?.Conditions };

    private static bool HasEnded(LoadCampaign entity) =>
        entity.Status is { Phase: Phase.Completed or Phase.Failed } status && status.ObservedGeneration == entity.Metadata.Generation;
}
