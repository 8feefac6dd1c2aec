using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>How much one metric varies where nothing differs, and what that lets a campaign see.</summary>
public sealed record NoiseStatus
{
    [Description("The metric.")]
    public required string Metric { get; init; }

    [Description("Standard deviation between the rounds of one side ÷ mean; of both sides together.")]
    public required double CoefficientOfVariation { get; init; }

    [Description("Correlation of the two rounds of a pair, from -1 to 1: the higher, the more pairing helps.")]
    public double? Correlation { get; init; }

    [Description("Standard deviation of the log ratio within pairs.")]
    public required double PairDeviation { get; init; }

    [Description("Whether the version differs from itself at analysis.alpha: then something else than the version makes a difference here.")]
    public required bool DiffersFromItself { get; init; }

    [Description("What campaigns of different length find here.")]
    [Items(0, 16)]
    public IReadOnlyList<DetectableStatus> Detectable { get; init; } = [];
}

public sealed record DetectableStatus
{
    [Description("Pairs of a campaign.")]
    public required int Pairs { get; init; }

    [Description("The smallest true slowdown that is significant at analysis.alpha in 8 of 10 campaigns; 0.03 is 3 %.")]
    public required double Effect { get; init; }
}
