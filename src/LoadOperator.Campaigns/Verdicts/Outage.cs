using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// A scored round in which a side failed a large part of its requests. That is an event, not noise around a mean: a service
/// that dies in one of ten rounds has a mean error rate that no test of ten values would call significant.
/// </summary>
internal sealed record Outage(Side Side, RoundRecord Round, double ErrorRate)
{
    /// <summary>The first outage of a side in a round that counts, or null.</summary>
    public static Outage? FirstOf(Side side, CampaignPlan plan, CampaignState state) =>
        state.CompletePairs(plan.Sides.Count).SelectMany(pair => pair).Where(r => r.Id.Side == side)
            .Select(r => new Outage(side, r, ErrorRateOf(r)))
            .FirstOrDefault(o => o.ErrorRate > plan.Spec.Analysis.OutagePercent / 100);

    public string Describe()
    {
        var worst = Round.Measurement!.ErrorsByKind.OrderByDescending(e => e.Value).Select(e => e.Key).FirstOrDefault();
        return FormattableString.Invariant($"the {(Side == Side.Control ? "control" : "candidate")} failed {ErrorRate * 100:0.#} % of the requests of round {Round.Id.Pair}{(worst is null ? "" : $" (mostly {worst})")}");
    }

    private static double ErrorRateOf(RoundRecord round) =>
        round.Measurement is { Requests: > 0 } m ? (double)m.Errors / m.Requests : 1;
}
