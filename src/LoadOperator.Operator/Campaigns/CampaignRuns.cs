using System.Collections.Concurrent;
using System.Security.Cryptography;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Operator.Baselines;
using LoadOperator.Operator.Storage;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Campaigns;

/// <summary>The campaigns under way in this process, by uid.</summary>
internal sealed class CampaignRuns(ClusterServices cluster, CampaignBaselines baselines, IReconcileRequests<LoadCampaign> requests, IHostApplicationLifetime lifetime, ILogger<CampaignRuns> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, CampaignRun> _runs = new();
    private readonly Lock _places = new();
    private readonly HashSet<string> _taken = [];

    public CampaignRun? Find(LoadCampaign campaign) => _runs.GetValueOrDefault(campaign.Metadata.Uid);

    /// <summary>Reserves a campaign's targets for it.</summary>
    /// <returns>The campaign that has them; null where they are now this one's.</returns>
    public LoadCampaign? TakePlace(LoadCampaign campaign, IReadOnlyCollection<LoadCampaign> all)
    {
        // One at a time: two campaigns that begin together must see each other.
        lock (_places)
        {
            if (_taken.Contains(campaign.Metadata.Uid)) return null;
            var blocker = TargetQueue.BlockerOf(campaign, all, other => _taken.Contains(other.Metadata.Uid) || IsUnderWay(other));
            if (blocker is null) _taken.Add(campaign.Metadata.Uid);
            return blocker;
        }
    }

    /// <summary>Whether this process runs the campaign, or is about to.</summary>
    public bool HasPlace(LoadCampaign campaign)
    {
        lock (_places) return _taken.Contains(campaign.Metadata.Uid);
    }

    /// <summary>Finds what a campaign begins with, or goes on from. Takes no place yet: it may have to wait.</summary>
    public async Task<PreparedRun> PrepareAsync(LoadCampaign campaign, CancellationToken cancellation)
    {
        var store = StoreOf(campaign);
        var kept = await store.LoadAsync(cancellation);
        var reading = kept is null ? await baselines.ReadAsync(campaign, cancellation) : new BaselineReading(kept.Baseline, null);
        var verified = await VerifiedByAsync(campaign, cancellation);
        // One that is under way goes on, whatever has become of the other.
        return new PreparedRun(store, kept, reading.Frozen, reading.WaitsFor) { Verified = verified, Refusal = kept is null ? VerifiedCampaign.Refuse(campaign, verified) : null };
    }

    /// <summary>Takes a campaign up where it was left, or begins it.</summary>
    public async Task<CampaignRun> StartAsync(LoadCampaign campaign, PreparedRun prepared, CancellationToken cancellation)
    {
        var key = EntityKey.Of(campaign);
        var (store, kept, baseline, _) = prepared;
        var plan = PlanOf(campaign, kept?.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue), baseline);
        var state = kept?.State ?? new CampaignState { StartedAt = cluster.Clock.GetUtcNow() };
        var platform = new ClusterPlatform(campaign, plan, baseline, prepared.Verified, cluster, store, () => requests.Enqueue(key));
        if (kept is null)
        {
            Log.Begins(logger, campaign.Metadata.NamespaceProperty, campaign.Metadata.Name);
            if (baseline is not null) await store.KeepBaselineAsync(baseline, cancellation);
            // The seed and the start are kept before anything is done that depends on them.
            await platform.KeepAsync(state, null, cancellation);
        }
        else
        {
            Log.GoesOn(logger, campaign.Metadata.NamespaceProperty, campaign.Metadata.Name, state.Rounds.Count);
            // Published only in a status, which was not written; and profiles were held by that process alone.
            state = state with { IsPublished = false, Profiles = [], TakenUpAt = cluster.Clock.GetUtcNow() };
            if (state.SuspendedAt is not null) state = state.After(new CampaignEvent.Resumed(cluster.Clock.GetUtcNow()), plan);
            if (state.Generators.Count > 0 && !await platform.ReconnectAsync(state, cancellation)) state = state.WithoutGenerators();
        }

        var run = new CampaignRun(campaign, plan, baseline, platform, state, cluster, () => requests.Enqueue(key), lifetime.ApplicationStopping);
        _runs[campaign.Metadata.Uid] = run;
        run.Start();
        return run;
    }

    /// <summary>Lets go of a campaign's run, and keeps that it is suspended.</summary>
    /// <returns>Plan and state so far; null where it had not begun.</returns>
    public async Task<(CampaignPlan Plan, CampaignState State)?> SuspendAsync(LoadCampaign campaign, CancellationToken cancellation)
    {
        await RemoveAsync(campaign);
        // Read anew: what the run had kept is what there is.
        var store = StoreOf(campaign);
        if (await store.LoadAsync(cancellation) is not { } kept) return null;
        var plan = PlanOf(campaign, kept.Seed, kept.Baseline);
        var state = kept.State.SuspendedAt is null ? kept.State.After(new CampaignEvent.Suspended(cluster.Clock.GetUtcNow()), plan) : kept.State;
        await store.KeepAsync(kept with { State = state }, null, cancellation);
        return (plan, state);
    }

    /// <summary>Forgets a campaign that has ended, broken off or gone.</summary>
    public async Task RemoveAsync(LoadCampaign campaign)
    {
        lock (_places) _taken.Remove(campaign.Metadata.Uid);
        if (_runs.TryRemove(campaign.Metadata.Uid, out var run)) await run.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs.Values) await run.DisposeAsync();
        _runs.Clear();
    }

    /// <summary>An earlier process has begun it, and nobody has ended it.</summary>
    private static bool IsUnderWay(LoadCampaign campaign) =>
        campaign.Metadata.DeletionTimestamp is null && campaign.Status is { StartTime: not null, CompletionTime: null, Phase: not (Model.Status.Phase.Failed or Model.Status.Phase.Suspended) };

    private async Task<LoadCampaign?> VerifiedByAsync(LoadCampaign campaign, CancellationToken cancellation) =>
        campaign.Spec.Comparison.Verifies is { CampaignRef.Name: { } name } ? await cluster.Store.GetAsync<LoadCampaign>(new EntityKey(campaign.Metadata.NamespaceProperty, name), cancellation) : null;

    private RunStore StoreOf(LoadCampaign campaign) => new(campaign, cluster.Store, cluster.Clock, logger);

    private CampaignPlan PlanOf(LoadCampaign campaign, long seed, FrozenBaseline? baseline) =>
        CampaignPlan.For(campaign.Metadata.Name, campaign.Spec, seed, baseline?.Restore()) with { GeneratorStartTimeout = cluster.Settings.GeneratorStartTimeout, BaselineProblem = baseline?.Problem };
}
