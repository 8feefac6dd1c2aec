using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics.Counts;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Which rounds of the two sides did not settle, and whether one side's did so more often than chance would have it.</summary>
internal static class SettlingStatuses
{
    /// <summary>Of a remark, not of a verdict.</summary>
    private const double Level = 0.05;

    /// <summary>Null where no round could be judged.</summary>
    public static SettlingStatus? Of(CampaignPlan plan, CampaignState state)
    {
        // Only pairs of which both rounds were judged, so that the sides can be held against each other.
        var pairs = state.CompletePairs(plan.Sides.Count).Where(pair => pair.All(r => r.Settling is not null)).ToList();
        if (pairs.Count == 0) return null;
        IReadOnlyList<int> UnsettledOf(Side side) => [.. pairs.SelectMany(p => p).Where(r => r.Id.Side == side && r.Settling!.IsUnsettled).Select(r => r.Id.Pair)];
        var status = new SettlingStatus { Judged = pairs.Count, Candidate = UnsettledOf(Side.Candidate) };
        if (!plan.HasControl) return status;
        var control = UnsettledOf(Side.Control);
        // Rounds of a pair that fail to settle together make the test stricter than its level, never laxer.
        var p = FisherExact.TwoSidedP(control.Count, pairs.Count, status.Candidate.Count, pairs.Count);
        return status with
        {
            Control = control,
            PValue = p,
            MoreOften = p >= Level ? null : status.Candidate.Count > control.Count ? Side.Candidate : Side.Control,
        };
    }

    /// <summary>That one side did it more often, as the rest of a sentence; nothing where neither did.</summary>
    public static string Remark(SettlingStatus? settling) => settling is { MoreOften: { } side, Control: { } control }
        ? $"; the {(side == Side.Candidate ? "candidate" : "control")} did not settle in {(side == Side.Candidate ? settling.Candidate : control).Count} of {settling.Judged} rounds, the {(side == Side.Candidate ? "control" : "candidate")} in {(side == Side.Candidate ? control : settling.Candidate).Count} (Fisher's p={Figures.PValue(settling.PValue)})"
        : "";
}
