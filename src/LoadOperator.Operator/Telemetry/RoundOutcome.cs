using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Telemetry;

/// <summary>How a scored round ended, in words that are few.</summary>
/// <param name="Side">control or candidate.</param>
/// <param name="Result">valid, discarded or lost.</param>
/// <param name="Measurement">Null where it was lost.</param>
internal sealed record RoundOutcome(string Side, string Result, RoundMeasurement? Measurement)
{
    public static IReadOnlyList<string> Sides { get; } = ["control", "candidate"];

    public static IReadOnlyList<string> Results { get; } = ["valid", "discarded", "lost"];

    /// <summary>Null where no scored round has ended.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="state">The state after it.</param>
    public static RoundOutcome? Of(CampaignEvent happened, CampaignState state)
    {
        RoundId? ended = happened switch
        {
            CampaignEvent.RoundEnded e => e.Id,
            CampaignEvent.RoundLost e => e.Id,
            CampaignEvent.GaveUp e => e.Id,
            _ => null,
        };
        // At the campaign's deadline the round under way is no round.
        if (ended is not { } id || state.Rounds is not [.., var last] || last.Id != id) return null;
        return new RoundOutcome(NameOf(id.Side), last.IsValid ? "valid" : last.Measurement is null ? "lost" : "discarded", last.Measurement);
    }

    public static string NameOf(Side side) => side == Model.Status.Side.Control ? "control" : "candidate";
}
