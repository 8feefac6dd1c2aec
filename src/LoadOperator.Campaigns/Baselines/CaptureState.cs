using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>How far <c>spec.capture</c> is.</summary>
/// <param name="Source">The campaign that is to be taken now; null where there is nothing to do.</param>
/// <param name="Captured">The campaign that has been taken, once it has.</param>
/// <param name="Reason">In one word for programs.</param>
/// <param name="Message">In a sentence.</param>
public sealed record CaptureState(LoadCampaign? Source, string? Captured, string Reason, string Message)
{
    /// <summary>Null where nothing is to be captured.</summary>
    public static CaptureState? Of(Baseline baseline, IReadOnlyList<StoredRevision> stored, IReadOnlyCollection<LoadCampaign> campaigns)
    {
        if (baseline.Spec.Capture?.CampaignRef.Name is not { } name) return null;
        // Once: not again when the campaign runs again, or its revision has been trimmed.
        if (baseline.Status?.Captured == name || stored.Any(r => r.Sample.Campaign == name)) return new CaptureState(null, name, "Captured", $"campaign {name} was taken");
        if (campaigns.FirstOrDefault(c => c.Metadata.Name == name) is not { } campaign) return Waiting("CampaignNotFound", $"spec.capture.campaignRef.name: '{name}': there is no such campaign in this namespace");
        if (campaign.Status is not { Phase: Phase.Completed or Phase.Failed } status || !status.IsOf(campaign)) return Waiting("CampaignNotEnded", $"campaign {name} has not ended");
        return BaselineCapture.Refusal(campaign) is { } refusal
            ? Waiting("CampaignNotFit", $"campaign {name}: {refusal}")
            : new CaptureState(campaign, name, "Captured", $"campaign {name} was taken");

        static CaptureState Waiting(string reason, string message) => new(null, null, reason, message);
    }
}
