using System.ComponentModel;
using k8s.Models;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Baselines;

public sealed record BaselineStatus
{
    [Description("Rounds of the newest revision.")]
    public int? Samples { get; init; }

    [Description("The campaign that the newest revision comes from.")]
    public string? From { get; init; }

    [Description("The revisions, the oldest first.")]
    [Items(0, BaselineSpec.MostRevisions)]
    public IReadOnlyList<RevisionEntry> Revisions { get; init; } = [];

    [Description("Ready: there is a revision to compare with. Stale: the newest is older than maxAge.")]
    [Items(0, 8)]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}

/// <summary>One line of the index of revisions.</summary>
public sealed record RevisionEntry
{
    [Description("The revision's number.")]
    public required int Revision { get; init; }

    [Description("When its campaign began.")]
    public required DateTimeOffset StartTime { get; init; }

    [Description("The campaign that it comes from.")]
    public required string Campaign { get; init; }

    [Description("How many revisions are measurements of the same images, this one included.")]
    public required int MeasurementsOfSameImages { get; init; }
}
