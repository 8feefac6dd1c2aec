using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;

namespace LoadOperator.Hosting.Profiles;

/// <summary>By how much profiling slowed the targets: the first metric of the campaign, in profiled rounds against scored ones.</summary>
internal static class ProfilingOverhead
{
    public static OverheadStatus Of(CampaignState state, CampaignPlan plan) => new() { Control = Of(Side.Control, state, plan), Candidate = Of(Side.Candidate, state, plan) };

    private static double? Of(Side side, CampaignState state, CampaignPlan plan)
    {
        double Middle(IEnumerable<RoundMeasurement?> rounds) => Sample.GeometricMean([.. rounds.Select(m => m?.Values.GetValueOrDefault(plan.Metrics[0].Text) ?? 0)]);
        var ratio = Middle(state.Profiles.Where(p => p.Side == side && p.Measurement is not null).Select(p => p.Measurement)) / Middle(state.Rounds.Where(r => r.IsValid && r.Id.Side == side).Select(r => r.Measurement));
        return double.IsFinite(ratio) ? ratio - 1 : null;
    }
}
