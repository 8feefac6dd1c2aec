using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Hosting.Profiles;

/// <summary>What an earlier campaign blamed, and what has become of it, as a status holds it.</summary>
public static class Verifications
{
    /// <summary>A cost of all methods together, or a counter, is blamed where its p was below this.</summary>
    private const double Level = 0.05;
    private const double Confidence = 0.95;

    /// <summary>Why there is nothing to verify of a campaign that has ended, or null.</summary>
    public static string? Refuse(LoadCampaign earlier) => earlier.Status?.Attribution switch
    {
        null => $"campaign {earlier.Metadata.Name} has no status.attribution: its targets were not profiled",
        { } attribution when !BlamedBy(attribution).Any() => $"campaign {earlier.Metadata.Name} blamed nothing: no cost grew",
        _ => null,
    };

    /// <summary>Where the earlier campaign was deleted before the later one had its profiles.</summary>
    public static VerificationStatus Gone(string campaign) => new() { Campaign = campaign, Summary = $"campaign {campaign} was deleted meanwhile: what it had blamed is not known any more", Costs = [] };

    /// <param name="campaign">The earlier campaign's name.</param>
    /// <param name="wasBlamed">Whether the control of now is the version that was blamed.</param>
    public static VerificationStatus Of(string campaign, AttributionStatus earlier, IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate, bool wasBlamed = false)
    {
        List<RecessionStatus> costs = [.. BlamedBy(earlier).SelectMany(b => FixCheck.Of([b.Blamed], control, candidate, wasBlamed).Select(recession => Of(b.Status, recession)))];
        return new VerificationStatus { Campaign = campaign, Summary = Summary(campaign, costs), Costs = costs };
    }

    private static IEnumerable<(CostStatus Status, BlamedCost Blamed)> BlamedBy(AttributionStatus earlier)
    {
        double df = earlier.ControlProfiles == earlier.CandidateProfiles ? earlier.ControlProfiles - 1 : earlier.ControlProfiles + earlier.CandidateProfiles - 2;
        return earlier.Movers.Concat(earlier.Costs.Where(c => c.PValue < Level))
            .Where(cost => cost is { Delta: > 0, Ci95: [_, _] })
            .Select(cost => (cost, AttributionStatuses.SubjectOf(cost)))
            .Where(cost => cost.Item2 is not null)
            .Select(cost => (cost.cost, new BlamedCost(cost.Item2!, TTest.OfInterval(new Interval(cost.cost.Ci95![0], cost.cost.Ci95[1]), Confidence, df))));
    }

    private static RecessionStatus Of(CostStatus then, Recession recession)
    {
        var ci = recession.LeftCi95;
        return new RecessionStatus
        {
            Method = (then as MethodStatus)?.Method,
            Measure = (then as MethodStatus)?.Measure,
            Cost = then.Cost,
            Unit = then.Unit,
            Growth = then.Delta,
            Left = double.IsFinite(recession.Left.Estimate) ? recession.Left.Estimate : null,
            Ci95 = double.IsFinite(ci.Low) && double.IsFinite(ci.High) ? [ci.Low, ci.High] : null,
            Outcome = $"{recession.Outcome}",
        };
    }

    private static string Summary(string campaign, List<RecessionStatus> costs)
    {
        var parts = Enum.GetValues<RecessionOutcome>()
            .Select(outcome => (outcome, costs.Where(c => c.Outcome == $"{outcome}").ToList()))
            .Where(group => group.Item2.Count > 0)
            .Select(group => $"{group.Item2.Count} {Phrase(group.outcome, group.Item2.Count)}{(group.outcome == RecessionOutcome.Receded ? "" : $" ({string.Join(", ", group.Item2.Select(c => c.Method ?? c.Cost).Distinct().Take(3))})")}");
        return $"of what campaign {campaign} had blamed, {string.Join(", ", parts)}";
    }

    private static string Phrase(RecessionOutcome outcome, int count) => outcome switch
    {
        RecessionOutcome.Receded => count == 1 ? "has receded" : "have receded",
        RecessionOutcome.Remains => count == 1 ? "remains" : "remain",
        _ => count == 1 ? "is unclear" : "are unclear",
    };
}
