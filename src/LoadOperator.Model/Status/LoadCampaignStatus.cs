using System.ComponentModel;
using k8s.Models;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

public sealed record LoadCampaignStatus
{
    /// <summary>Runs that the history keeps.</summary>
    public const int MostPastRuns = 10;

    [Description("The generation of the spec that this status speaks of.")]
    public long? ObservedGeneration { get; init; }

    [Description("Digest of the part of the spec that decides a run: all but suspend and ttlSecondsAfterFinished.")]
    public string? SpecHash { get; init; }

    [Description("Where the campaign stands.")]
    public required Phase Phase { get; init; }

    [Description("The answer. Empty until the campaign has ended.")]
    public Verdict? Verdict { get; init; }

    [Description("How urgently a person should look.")]
    public Severity? Severity { get; init; }

    [Description("Why the verdict or the phase is what it is, in one word for programs.")]
    public string? Reason { get; init; }

    [Description("The answer in one sentence.")]
    public string? Summary { get; init; }

    [Description("The figures of the metric that decided, as the columns of kubectl print them.")]
    public Headline? Headline { get; init; }

    [Description("How the two sides were measured.")]
    public Design? Design { get; init; }

    [Description("When the campaign began.")]
    public DateTimeOffset? StartTime { get; init; }

    [Description("When the campaign ended.")]
    public DateTimeOffset? CompletionTime { get; init; }

    [Description("How far the rounds are.")]
    public RoundsStatus? Rounds { get; init; }

    [Description("How each side was warmed by the generators that ran the last scored round.")]
    [Items(0, 2)]
    public IReadOnlyList<WarmUpStatus>? WarmUp { get; init; }

    [Description("Every metric with the value of every round, so that the verdict can be recomputed.")]
    [Items(0, 33)]
    public IReadOnlyList<MetricStatus>? Metrics { get; init; }

    [Description("In a self-test: how noisy this place is, metric by metric.")]
    [Items(0, 33)]
    public IReadOnlyList<NoiseStatus>? Noise { get; init; }

    [Description("Where the time of requests went: per side the queue for a connection, connecting, TLS, the first byte, and all of it.")]
    [Items(0, 10)]
    public IReadOnlyList<LatencyPartStatus>? LatencyParts { get; init; }

    [Description("The slowest requests of each side whose trace was sampled, over all scored rounds.")]
    [Items(0, 10)]
    public IReadOnlyList<TraceStatus>? SlowestTraces { get; init; }

    [Description("Rounds whose latency went on rising or falling to their end. They count like the others.")]
    public SettlingStatus? Settling { get; init; }

    [Description("The objectives and whether they were met.")]
    [Items(0, 32)]
    public IReadOnlyList<ObjectiveStatus>? Objectives { get; init; }

    [Description("How well each generator did its own work, over all scored rounds.")]
    [Items(0, 64)]
    public IReadOnlyList<GeneratorStatus>? Generators { get; init; }

    [Description("What was measured, and whether the two sides could be compared.")]
    public EnvironmentStatus? Environment { get; init; }

    [Description("The baseline as it was compared with, so that the verdict can be recomputed.")]
    public BaselineSnapshot? Baseline { get; init; }

    [Description("What onPassed.appendTo has made of the candidate.")]
    public AppendedRevision? Appended { get; init; }

    [Description("Why the two sides differ, where they were profiled.")]
    public AttributionStatus? Attribution { get; init; }

    [Description("Files that were kept of the profiles, such as flame graphs, with their sizes, digests and places. loadctl artifacts fetches them.")]
    public ArtifactsStatus? Artifacts { get; init; }

    [Description("What a reader should know beside the verdict.")]
    [Items(0, 32)]
    public IReadOnlyList<string>? Notes { get; init; }

    [Description("Earlier runs of this campaign, the last one first.")]
    [Items(0, MostPastRuns)]
    public IReadOnlyList<PastRun>? History { get; init; }

    [Description("Accepted, Ready, Reconciling, Stalled, Complete and Passed; with onPassed.appendTo also Appended, with a baseline BaselineCurrent, with profiling Profiled and ArtifactsKept.")]
    [Items(0, 16)]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Whether it speaks of the spec as it is. What may be edited without a new run is no part of that.</summary>
    public bool IsOf(LoadCampaign campaign) => ObservedGeneration == campaign.Metadata?.Generation || SpecHash == Model.SpecHash.Of(campaign.Spec);
}

public sealed record Headline
{
    [Description("The metric that decided.")]
    public required string Metric { get; init; }

    [Description("By how much it differs; nothing while that is not known.")]
    public string? Delta { get; init; }

    [Description("Its p value; nothing while that is not known.")]
    public string? PValue { get; init; }

    [Description("Scored rounds per side, of those planned.")]
    public required string Rounds { get; init; }

    [Description("What the candidate was compared with.")]
    public required string Against { get; init; }
}

public sealed record RoundsStatus
{
    [Description("Scored rounds per side that count.")]
    public required int Completed { get; init; }

    [Description("Scored rounds per side that were planned, up to the next look.")]
    public required int Planned { get; init; }

    [Description("Scored rounds per side that the campaign may extend itself to; empty where it may not.")]
    public int? AtMost { get; init; }

    [Description("Pairs that were discarded because a generator was not fit.")]
    public required int Discarded { get; init; }

    [Description("The seed of the order and of the arrivals.")]
    public long? Seed { get; init; }

    [Description("Why the last discarded pairs were discarded.")]
    [Items(0, 20)]
    public IReadOnlyList<string>? DiscardReasons { get; init; }
}

public sealed record WarmUpStatus
{
    [Description("Which side.")]
    public required Side Side { get; init; }

    [Description("Seconds of unscored load.")]
    public required int Seconds { get; init; }

    [Description("Whether the last two one-second P95s were within 10 %.")]
    public required bool Steady { get; init; }
}

public sealed record GeneratorStatus
{
    [Description("The generator's number.")]
    public required int Index { get; init; }

    [Description("What and where the generator is.")]
    public GeneratorInfo? Info { get; init; }

    [Description("The pod that it runs in.")]
    public PodFacts? Pod { get; init; }

    [Description("What could not be enforced on this generator.")]
    [Items(0, 8)]
    public IReadOnlyList<string>? NotEnforced { get; init; }

    [Description("The worst figures of any scored round that counts; counts are sums.")]
    public GeneratorHealth? Worst { get; init; }
}
