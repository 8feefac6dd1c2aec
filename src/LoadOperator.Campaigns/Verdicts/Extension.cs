using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Whether a campaign that may extend itself does.</summary>
internal static class Extension
{
    /// <summary>Whether the campaign stands at a look that is not the last, and more pairs would change nothing.</summary>
    public static bool IsNeedless(CampaignPlan plan, CampaignState state)
    {
        if (!plan.Looks.IsInterim(state.CompletePairs(plan.Sides.Count).Count)) return false;
        var verdict = CampaignVerdict.Of(plan, state, failure: null);
        return verdict.Verdict != Verdict.Inconclusive || !verdict.Metrics.Any(m => m is { Gate: true, Verdict: Verdict.Inconclusive } && IsForWantOfEvidence(m));
    }

    /// <summary>More rounds help against noise. They do not make rounds of too few requests longer, nor a coarse clock finer.</summary>
    private static bool IsForWantOfEvidence(MetricStatus metric) => metric.Reason is "NotEnoughEvidence" or "LargeButUncertain";
}
