using System.ComponentModel;
using k8s.Models;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Baselines;

public sealed record BaselineStatus
{
    [Description("The generation of the spec that this status speaks of.")]
    public long? ObservedGeneration { get; init; }

    [Description("Rounds of the newest revision.")]
    public int? Samples { get; init; }

    [Description("The campaign that the newest revision comes from.")]
    public string? From { get; init; }

    [Description("How many revisions there are.")]
    public int? RevisionCount { get; init; }

    [Description("The highest number that a revision has had. Later ones are higher, whatever has been deleted.")]
    public int? LastRevision { get; init; }

    [Description("The campaign of spec.capture that was taken.")]
    public string? Captured { get; init; }

    [Description("The revisions, the oldest first.")]
    [Items(0, BaselineSpec.MostRevisions)]
    public IReadOnlyList<RevisionEntry> Revisions { get; init; } = [];

    [Description("Ready: there is a revision to compare with. Stale: the newest is older than maxAge. Drifted: the newest is slower than the pinned one. Captured: the campaign of spec.capture was taken.")]
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

    [Description("Digest of what the revision holds: one that holds something else now was altered, and is not compared with. In a cluster only.")]
    public string? Digest { get; init; }

    [Description("How many revisions are measurements of the same images, this one included.")]
    public required int MeasurementsOfSameImages { get; init; }
}
