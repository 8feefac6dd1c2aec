using System.ComponentModel;

namespace LoadOperator.Model.Status;

/// <summary>The revision that a campaign's candidate has become.</summary>
public sealed record AppendedRevision
{
    [Description("The baseline.")]
    public required string Baseline { get; init; }

    [Description("The revision's number.")]
    public required int Revision { get; init; }
}
