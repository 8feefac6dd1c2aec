using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Rounds
{
    /// <summary>Fewer rounds a side than this carry no verdict.</summary>
    public const int Fewest = 3;

    [Description("Scored rounds per side; with a control, pairs.")]
    [Bounds(Fewest, 200)]
    public int Count { get; init; } = 10;

    [Description("How many pairs may be discarded and run again because the generator was not fit. One more and the campaign fails.")]
    [Bounds(0, 200)]
    public int MaxDiscarded { get; init; } = 5;

    [Description("The order of the two rounds of a pair.")]
    public RoundOrder Order { get; init; } = RoundOrder.Randomized;

    [Description("Seed of the order and of the arrivals. Without it one is drawn and recorded in the status.")]
    [Bounds(0, 9_007_199_254_740_991)]
    public long? Seed { get; init; }
}
