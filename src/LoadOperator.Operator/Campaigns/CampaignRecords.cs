using k8s.Models;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Baselines;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Campaigns;

/// <summary>What stands in the cluster of a campaign: its status, with the runs before this one, and the generators' objects.</summary>
internal sealed class CampaignRecords(ClusterServices cluster)
{
    /// <summary>Whether the spec, as it is, has been run to its end. What may be edited without a new run is no part of that.</summary>
    public static bool HasEnded(LoadCampaign campaign) =>
        IsOver(campaign.Status) && campaign.Status!.IsOf(campaign);

    /// <summary>What the status carries on.</summary>
    /// <param name="run">The run that it speaks of; null where it has none (yet).</param>
    public static StatusContext ContextOf(LoadCampaign campaign, CampaignRun? run = null)
    {
        var before = run?.Written ?? campaign.Status;
        var hash = SpecHash.Of(campaign.Spec);
        return new StatusContext
        {
            // An edit in mid-run is none of this run's, unless it changes nothing about it.
            Generation = run is null || run.SpecHash == hash ? campaign.Metadata.Generation : run.Generation,
            SpecHash = run?.SpecHash ?? hash,
            Conditions = before?.Conditions,
            // What was said of this run beside its verdict stays; a new run begins without.
            Further = run is null && HasEnded(campaign) ? FurtherConditions.Of(before!.Conditions) : [],
            History = IsOver(before) && run?.Written is null && !HasEnded(campaign)
                ? [PastRun.Of(before!), .. (before!.History ?? []).Take(LoadCampaignStatus.MostPastRuns - 1)]
                : before?.History,
        };
    }

    public Task WriteAsync(LoadCampaign campaign, LoadCampaignStatus after, CancellationToken cancellation) => WriteAsync(campaign, campaign.Status, after, cancellation);

    /// <param name="before">The status that was written last.</param>
    public async Task WriteAsync(LoadCampaign campaign, LoadCampaignStatus? before, LoadCampaignStatus after, CancellationToken cancellation)
    {
        try
        {
            await cluster.Store.PatchStatusAsync(campaign, before, after, cancellation);
        }
        catch (ApiException exception) when (exception.Status is System.Net.HttpStatusCode.NotFound)
        {
            // Deleted in the meantime; that is told, too.
        }
    }

    /// <summary>Pods and keys have served their turn; rounds and verdict stay.</summary>
    public async Task RemoveGeneratorsAsync(LoadCampaign campaign, CancellationToken cancellation)
    {
        var pods = cluster.Pods.List().Where(p => p.Metadata.OwnerReferences?.Any(o => o.Uid == campaign.Metadata.Uid) is true).ToList();
        if (pods.Count == 0) return;
        foreach (var pod in pods) await cluster.Store.DeleteAsync(pod, cancellation);
        await cluster.Store.DeleteAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = Names.Secret(campaign), NamespaceProperty = campaign.Metadata.NamespaceProperty } }, cancellation);
    }

    private static bool IsOver(LoadCampaignStatus? status) => status is { Phase: Phase.Completed or Phase.Failed };
}
