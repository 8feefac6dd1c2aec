using System.Collections.Concurrent;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Baselines;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Campaigns;

/// <summary>Sees to it that every campaign is refused, waits, runs, is held or has ended, and writes its status: one patch, and only when something has changed.</summary>
internal sealed class CampaignController(ClusterServices cluster, CampaignRuns runs, CampaignRecords records, CampaignBaselines baselines, IEntityCache<LoadCampaign> campaigns, IReconcileRequests<LoadCampaign> requests, ILogger<CampaignController> logger) : IEntityController<LoadCampaign>
{
    /// <summary>The cache may be behind what was just written, or what another process does.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <summary>Specs whose end was written, by the uid of the campaign: while the cache does not know it, the run is not taken up again.</summary>
    private readonly ConcurrentDictionary<string, string> _ended = new();

    public async Task<ReconciliationResult<LoadCampaign>> ReconcileAsync(LoadCampaign entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null) return await DeletedAsync(entity, cancellationToken);
        var run = runs.Find(entity);
        if (run is null && CampaignRecords.HasEnded(entity)) return await RetireAsync(entity, cancellationToken);
        if (run is null && _ended.TryGetValue(entity.Metadata.Uid, out var spec) && spec == SpecHash.Of(entity.Spec)) return ReconciliationResult<LoadCampaign>.Success(entity, LookAgain);
        _ended.TryRemove(entity.Metadata.Uid, out _);
        // One that has reached its verdict is let finish.
        if (entity.Spec.Suspend && run is not { HasEnded: true }) return await SuspendAsync(entity, cancellationToken);
        if (run is null)
        {
            if (Admission.Refuse(entity, cluster.Settings) is { } refusal) return await RefuseAsync(entity, refusal, cancellationToken);
            var prepared = await runs.PrepareAsync(entity, cancellationToken);
            if (prepared.Refusal is { } objection) return await RefuseAsync(entity, objection, cancellationToken);
            if (prepared.WaitsFor is { } missing) return await WaitAsync(entity, missing, cancellationToken);
            if (runs.TakePlace(entity, campaigns.List()) is { } blocker) return await WaitAsync(entity, blocker, cancellationToken);
            run = await runs.StartAsync(entity, prepared, cancellationToken);
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
        var status = run.StatusAt(cluster.Clock.GetUtcNow(), CampaignRecords.ContextOf(entity, run) with { Further = baselines.ConditionsOf(entity, run) });
        await records.WriteAsync(entity, run.Written ?? entity.Status, status, cancellationToken);
        run.Written = status;
        if (hasEnded) await EndAsync(entity, status, cancellationToken);
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    public async Task<ReconciliationResult<LoadCampaign>> DeletedAsync(LoadCampaign entity, CancellationToken cancellationToken)
    {
        _ended.TryRemove(entity.Metadata.Uid, out _);
        await runs.RemoveAsync(entity);
        await records.RemoveGeneratorsAsync(entity, cancellationToken);
        WakeWaiting();
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    private async Task<ReconciliationResult<LoadCampaign>> RefuseAsync(LoadCampaign entity, string refusal, CancellationToken cancellation)
    {
        await records.WriteAsync(entity, StatusBuilder.Rejected(refusal, cluster.Clock.GetUtcNow(), CampaignRecords.ContextOf(entity)), cancellation);
        await cluster.Events.PublishAsync(entity, EventType.Warning, "InvalidSpec", refusal, cancellation);
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    private async Task<ReconciliationResult<LoadCampaign>> WaitAsync(LoadCampaign entity, LoadCampaign blocker, CancellationToken cancellation)
    {
        var message = $"waits for {EntityKey.Of(blocker)}, which loads the same target";
        await records.WriteAsync(entity, StatusBuilder.Pending("Queued", message, cluster.Clock.GetUtcNow(), CampaignRecords.ContextOf(entity)), cancellation);
        return ReconciliationResult<LoadCampaign>.Success(entity, runs.HasPlace(blocker) ? null : LookAgain);
    }

    private async Task<ReconciliationResult<LoadCampaign>> WaitAsync(LoadCampaign entity, string missing, CancellationToken cancellation)
    {
        await records.WriteAsync(entity, StatusBuilder.Pending("WaitsForBaseline", $"waits for {missing}", cluster.Clock.GetUtcNow(), CampaignRecords.ContextOf(entity)), cancellation);
        return ReconciliationResult<LoadCampaign>.Success(entity, LookAgain);
    }

    private async Task<ReconciliationResult<LoadCampaign>> SuspendAsync(LoadCampaign entity, CancellationToken cancellation)
    {
        if (entity.Status is { Phase: Phase.Suspended } held && held.ObservedGeneration == entity.Metadata.Generation && runs.Find(entity) is null)
            return ReconciliationResult<LoadCampaign>.Success(entity);
        var context = CampaignRecords.ContextOf(entity, runs.Find(entity));
        var kept = await runs.SuspendAsync(entity, cancellation);
        await records.RemoveGeneratorsAsync(entity, cancellation);
        await records.WriteAsync(entity, StatusBuilder.Suspended(kept?.Plan, kept?.State, cluster.Clock.GetUtcNow(), context with { Generation = entity.Metadata.Generation }), cancellation);
        await cluster.Events.PublishAsync(entity, EventType.Normal, "Suspended", "spec.suspend: false lets it go on", cancellation);
        WakeWaiting();
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    private async Task EndAsync(LoadCampaign entity, LoadCampaignStatus status, CancellationToken cancellation)
    {
        Log.Ended(logger, entity.Metadata.NamespaceProperty, entity.Metadata.Name, $"{status.Verdict}", status.Summary ?? "");
        OperatorMetrics.Ended(status);
        var isBad = status.Verdict is Verdict.Regression or Verdict.Invalid;
        await cluster.Events.PublishAsync(entity, isBad ? EventType.Warning : EventType.Normal, $"{status.Verdict}", status.Summary ?? "", cancellation);
        if (status.SpecHash is { } spec) _ended[entity.Metadata.Uid] = spec;
        await runs.RemoveAsync(entity);
        await records.RemoveGeneratorsAsync(entity, cancellation);
        // An edit during the run is a run of its own, now; and something is to follow the end of one that deletes itself, or is appended.
        if (entity.Metadata.Generation != status.ObservedGeneration || entity.Spec is { TtlSecondsAfterFinished: not null } or { OnPassed: not null }) requests.Enqueue(EntityKey.Of(entity), LookAgain);
        WakeWaiting();
    }

    /// <summary>An ended campaign keeps its result and nothing else, and itself only as long as it asks for.</summary>
    private async Task<ReconciliationResult<LoadCampaign>> RetireAsync(LoadCampaign entity, CancellationToken cancellation)
    {
        await records.RemoveGeneratorsAsync(entity, cancellation);
        var now = cluster.Clock.GetUtcNow();
        var status = entity.Status!;
        var appending = baselines.AppendingOf(entity);
        if (status.ObservedGeneration != entity.Metadata.Generation || appending is not null)
            await records.WriteAsync(entity, StatusBuilder.Stamp(status with { Appended = appending?.Revision }, now, CampaignRecords.ContextOf(entity).With(appending?.Condition)), cancellation);
        // Not before its candidate is a revision.
        if (appending is { IsUnderWay: true }) return ReconciliationResult<LoadCampaign>.Success(entity);
        if (entity.Spec.TtlSecondsAfterFinished is not { } ttl || status.CompletionTime is not { } end) return ReconciliationResult<LoadCampaign>.Success(entity);
        var left = end + TimeSpan.FromSeconds(ttl) - now;
        if (left > TimeSpan.Zero) return ReconciliationResult<LoadCampaign>.Success(entity, left);
        Log.Expired(logger, entity.Metadata.NamespaceProperty, entity.Metadata.Name, ttl);
        await cluster.Store.DeleteAsync(entity, cancellation);
        return ReconciliationResult<LoadCampaign>.Success(entity);
    }

    private void WakeWaiting()
    {
        foreach (var waiting in campaigns.List().Where(c => c.Status is null or { Phase: Phase.Pending })) requests.Enqueue(EntityKey.Of(waiting));
    }
}
