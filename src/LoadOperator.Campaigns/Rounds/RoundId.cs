using System.Globalization;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>One scored round: a side of an attempt at a pair. Pairs and attempts count from 1.</summary>
public readonly record struct RoundId(int Pair, int Attempt, Side Side)
{
    /// <summary>The name that files and generators use.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"pair-{Pair:00}-attempt-{Attempt}-{(Side == Side.Control ? "control" : "candidate")}");
}
