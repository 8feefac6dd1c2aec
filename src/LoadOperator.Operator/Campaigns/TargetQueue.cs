using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Campaigns;

/// <summary>Two campaigns that load the same target at once would measure each other: they run one after the other.</summary>
internal static class TargetQueue
{
    /// <summary>The campaign that this one has to wait for; null where it may begin.</summary>
    /// <param name="campaign">A campaign that has not begun.</param>
    /// <param name="others">All others that the operator sees.</param>
    /// <param name="isUnderWay">Whether one has begun and not ended.</param>
    public static LoadCampaign? BlockerOf(LoadCampaign campaign, IEnumerable<LoadCampaign> others, Func<LoadCampaign, bool> isUnderWay)
    {
        var targets = TargetsOf(campaign).ToHashSet();
        var rivals = others.Where(o => o.Metadata.Uid != campaign.Metadata.Uid && TargetsOf(o).Any(targets.Contains)).ToList();
        return rivals.Where(isUnderWay).MinBy(Order) ?? rivals.Where(o => IsWaiting(o) && Order(o).CompareTo(Order(campaign)) < 0).MinBy(Order);
    }

    /// <summary>First come, first served; the uid decides where two came in the same second.</summary>
    private static (DateTime Created, string Uid) Order(LoadCampaign campaign) => (campaign.Metadata.CreationTimestamp ?? DateTime.MaxValue, campaign.Metadata.Uid ?? "");

    /// <summary>Nothing is said of it yet, or that it waits; one that was edited after its end waits, too.</summary>
    private static bool IsWaiting(LoadCampaign campaign) =>
        campaign.Metadata.DeletionTimestamp is null && !campaign.Spec.Suspend && (campaign.Status is null or { Phase: Phase.Pending } || campaign.Status.ObservedGeneration != campaign.Metadata.Generation);

    private static IEnumerable<string> TargetsOf(LoadCampaign campaign)
    {
        yield return Name(campaign.Spec.Candidate);
        if (campaign.Spec.Comparison.Control is { } control) yield return Name(control);

        string Name(Target target) => target.Service is { } service ? $"{service.Namespace ?? campaign.Metadata.NamespaceProperty}/{service.Name}" : target.DisplayName;
    }
}
