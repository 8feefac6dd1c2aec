using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Rounds : IHasRules<Rounds>
{
    /// <summary>Fewer rounds a side than this carry no verdict.</summary>
    public const int Fewest = 3;

    [Description("Scored rounds per side; with a control, pairs.")]
    [Bounds(Fewest, 200)]
    public int Count { get; init; } = 10;

    [Description("Where this is more than count, a campaign that is still Inconclusive after count pairs goes on, and is judged again at up to three more looks fixed beforehand, the last after this many pairs. Each look is held to a stricter level, so that all together alarm no more often than one. Default: count.")]
    [Bounds(Fewest, 200)]
    public int? MaxCount { get; init; }

    [Description("How many pairs may be discarded and run again because the generator was not fit. One more and the campaign fails.")]
    [Bounds(0, 200)]
    public int MaxDiscarded { get; init; } = 5;

    [Description("The order of the two rounds of a pair.")]
    public RoundOrder Order { get; init; } = RoundOrder.Randomized;

    [Description("Seed of the order and of the arrivals. Without it one is drawn and recorded in the status.")]
    [Bounds(0, 9_007_199_254_740_991)]
    public long? Seed { get; init; }

    public static IReadOnlyList<Rule<Rounds>> Rules { get; } =
    [
        new("maxCount", "at least count", "!has(self.maxCount) || self.maxCount >= self.count", rounds => rounds.MaxCount is not { } most || most >= rounds.Count),
    ];
}
