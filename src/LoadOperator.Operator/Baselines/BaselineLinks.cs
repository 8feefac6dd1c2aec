using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Baselines;

/// <summary>Which campaigns a change of a baseline is news to, and the other way round.</summary>
internal static class BaselineLinks
{
    /// <summary>Those that wait for it, and those that have ended and do not know yet what has become of them there. One under way has what it compares with.</summary>
    public static IEnumerable<EntityKey> CampaignsOf(Baseline baseline, IEnumerable<LoadCampaign> campaigns) =>
        campaigns.Where(c => c.Metadata.NamespaceProperty == baseline.Metadata.NamespaceProperty && (WaitsFor(c, baseline) || IsToBeAppendedTo(c, baseline))).Select(c => EntityKey.Of(c));

    /// <summary>The one that it is to be appended to, and those that capture it.</summary>
    public static IEnumerable<EntityKey> BaselinesOf(LoadCampaign campaign, IEnumerable<Baseline> baselines) =>
        !CampaignRecords.HasEnded(campaign)
            ? []
            : baselines.Where(b => b.Metadata.NamespaceProperty == campaign.Metadata.NamespaceProperty && (b.Metadata.Name == Appending.TargetOf(campaign) || b.Spec.Capture?.CampaignRef.Name == campaign.Metadata.Name)).Select(b => EntityKey.Of(b));

    private static bool WaitsFor(LoadCampaign campaign, Baseline baseline) =>
        campaign.Spec.Comparison is { EffectiveMode: ComparisonMode.Baseline, BaselineRef.Name: var name } && name == baseline.Metadata.Name && campaign is { Status: null or { Phase: Phase.Pending } };

    private static bool IsToBeAppendedTo(LoadCampaign campaign, Baseline baseline) =>
        Appending.TargetOf(campaign) == baseline.Metadata.Name && CampaignRecords.HasEnded(campaign) && campaign.Status!.Appended is null;
}
