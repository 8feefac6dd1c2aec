using LoadOperator.Model.Contract;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>A scored round that has ended.</summary>
/// <param name="Id">Which round.</param>
/// <param name="Measurement">What was measured; null where the round was lost with its generator.</param>
/// <param name="InvalidReasons">Why the round counts for nothing; empty where it counts.</param>
public sealed record RoundRecord(RoundId Id, RoundMeasurement? Measurement, IReadOnlyList<string> InvalidReasons)
{
    public bool IsValid => InvalidReasons.Count == 0 && Measurement is not null;

    /// <summary>Whether the latency settled; null where it cannot be told.</summary>
    public Settling? Settling { get; init; }
}
