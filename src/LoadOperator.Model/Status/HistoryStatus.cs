using System.ComponentModel;

namespace LoadOperator.Model.Status;

/// <summary>What a baseline knows of a metric.</summary>
public sealed record HistoryStatus
{
    [Description("The revision that the candidate was compared with.")]
    public required int Revision { get; init; }

    [Description("How many measurements of that revision's images the comparison rests on.")]
    public required int Measurements { get; init; }

    [Description("Degrees of freedom of the spread between measurements; empty where it is not known.")]
    public double? Df { get; init; }

    [Description("Standard deviation between measurements of one version, beyond what their rounds explain; on the log scale, of errorRate as a share.")]
    public double? BetweenDeviation { get; init; }

    [Description("Standard deviation between the rounds of one measurement, on the same scale.")]
    public double? WithinDeviation { get; init; }
}
