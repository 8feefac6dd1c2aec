using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Baselines;

/// <summary>The baselines that campaigns name, in their own namespace.</summary>
internal sealed class CampaignBaselines(IEntityStore store, RevisionStore revisions, IEntityCache<Baseline> cache, TimeProvider clock)
{
    /// <summary>What a campaign that begins is compared with.</summary>
    public async Task<BaselineReading> ReadAsync(LoadCampaign campaign, CancellationToken cancellation)
    {
        if (campaign.Spec.Comparison is not { EffectiveMode: ComparisonMode.Baseline, BaselineRef.Name: { } name }) return new BaselineReading(null, null);
        // Read anew: a cache may not know the revision that a campaign of a moment ago has become.
        var baseline = await store.GetAsync<Baseline>(KeyOf(campaign, name), cancellation);
        IReadOnlyList<StoredRevision> stored = baseline is null ? [] : await revisions.ListAsync(baseline, cancellation);
        var age = clock.GetUtcNow() - (campaign.Metadata.CreationTimestamp ?? DateTime.UnixEpoch);
        return BaselineReading.Of(name, baseline, stored, campaign.Spec.Analysis, age);
    }

    /// <summary>What is to be said of the baseline of a campaign under way.</summary>
    public IReadOnlyList<FurtherCondition> ConditionsOf(LoadCampaign campaign, CampaignRun run)
    {
        if (run.Baseline is not { Snapshot: { } snapshot } frozen) return [];
        var now = cache.Find(KeyOf(campaign, snapshot.Name));
        var name = snapshot.Name;
        if (now is null || now.Metadata.Uid != frozen.Uid || now.Metadata.DeletionTimestamp is not null) return [Condition(false, "BaselineDeleted", $"baseline {name} was deleted meanwhile; the campaign is compared with it as it was at its beginning")];
        if (now.Metadata.Generation != frozen.Generation) return [Condition(false, "BaselineEdited", $"spec of baseline {name} was edited meanwhile; the campaign is compared with it as it was at its beginning")];
        return frozen.Restore()!.Spec.IsStale(run.StartedAt)
            ? [Condition(false, "BaselineStale", $"the newest revision of baseline {name} is older than its maxAge: {snapshot.MaxAge}")]
            : [Condition(true, "Current", $"compared with baseline {name} as it is")];

        static FurtherCondition Condition(bool isTrue, string reason, string message) => new(FurtherConditions.BaselineCurrent, isTrue, reason, message);
    }

    /// <summary>What <c>onPassed.appendTo</c> has come to; null where a campaign asks for nothing.</summary>
    public Appending? AppendingOf(LoadCampaign ended) =>
        Appending.TargetOf(ended) is { } name ? Appending.Of(ended, cache.Find(KeyOf(ended, name))) : null;

    private static EntityKey KeyOf(LoadCampaign campaign, string name) => new(campaign.Metadata.NamespaceProperty, name);
}
