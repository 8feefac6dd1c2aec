using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What of baselines a cluster cannot do yet.</summary>
public static class InCluster
{
    /// <summary>Why a campaign cannot be carried out in a cluster, or null: nothing there keeps baselines.</summary>
    public static string? Refuse(LoadCampaignSpec spec) => spec.Comparison.EffectiveMode == ComparisonMode.Baseline
        ? "spec.comparison.mode: 'Baseline'; allowed in a cluster: SideBySide, SelfTest, None; a baseline is compared with by loadctl run --baseline FILE"
        : null;
}
