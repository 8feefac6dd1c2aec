using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>The way to the process of one side, in a cluster.</summary>
public sealed record ProfilerAccessStatus
{
    [Description("Which side.")]
    public required Side Side { get; init; }

    [Description("The way that was taken: Sidecar, Ephemeral or Port; none where none can be.")]
    [Length(1, 32)]
    public string? Via { get; init; }

    [Description("Why ways that would have come before cannot be taken: in words, with what would help.")]
    [Items(0, 3)]
    public IReadOnlyList<string>? Refused { get; init; }
}
