using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;

namespace LoadOperator.Operator.Campaigns;

/// <summary>The earlier campaign whose findings one looks at again: in a cluster an object of the same namespace.</summary>
internal static class VerifiedCampaign
{
    private const string Field = "spec.comparison.verifies.campaignRef.name";

    /// <summary>Why a campaign cannot begin, or null.</summary>
    /// <param name="earlier">What it names; null where there is no such object.</param>
    public static string? Refuse(LoadCampaign campaign, LoadCampaign? earlier)
    {
        if (campaign.Spec.Comparison.Verifies is not { CampaignRef.Name: { } name }) return null;
        if (name == campaign.Metadata.Name) return $"{Field}: '{name}': is this campaign itself; allowed: one that has ended";
        if (earlier is null) return $"{Field}: '{name}': there is no such campaign in this namespace; set spec.restartToken once there is";
        if (!CampaignRecords.HasEnded(earlier)) return $"{Field}: '{name}': has not ended; set spec.restartToken once it has";
        return Verifications.Refuse(earlier) is { } refusal ? $"{Field}: '{name}': {refusal}" : null;
    }
}
