using System.Text.Json.Serialization;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Lifecycle;

/// <summary>Everything that has happened in a campaign so far. Together with the plan and the time it decides what comes next.</summary>
public sealed record CampaignState
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The generators as they are now; empty until they are ready, and again after one was lost.</summary>
    public IReadOnlyList<GeneratorFacts> Generators { get; init; } = [];

    /// <summary>Whether a scored round of theirs is valid.</summary>
    public bool HaveScored { get; init; }

    /// <summary>The last generators that had scored and are gone; null before.</summary>
    public ScoringFacts? Gone { get; init; }

    /// <summary>How often generators became ready.</summary>
    public int GeneratorStarts { get; init; }

    /// <summary>The files of rows and messages that the first generator read; null where there were none.</summary>
    public string? Data { get; init; }

    /// <summary>What stood behind the targets when the generators first became ready; null where the host cannot see it.</summary>
    public EnvironmentStatus? Environment { get; init; }

    /// <summary>The P95 of every one-second warm-up round since the generators became ready, by side.</summary>
    public IReadOnlyDictionary<Side, IReadOnlyList<double>> WarmUp { get; init; } = new Dictionary<Side, IReadOnlyList<double>>();

    /// <summary>Every scored round that has ended, in the order of time, discarded ones included.</summary>
    public IReadOnlyList<RoundRecord> Rounds { get; init; } = [];

    /// <summary>How unfit each generator was at its worst, over the valid rounds.</summary>
    public IReadOnlyList<GeneratorHealth> Health { get; init; } = [];

    /// <summary>How long each part of requests' time took on each side, over the valid rounds.</summary>
    public IReadOnlyList<LatencyPartStatus> LatencyParts { get; init; } = [];

    /// <summary>The slowest sampled requests of each side, over the valid rounds.</summary>
    public IReadOnlyList<TraceStatus> SlowestTraces { get; init; } = [];

    /// <summary>Every profile that was taken, or could not be, in the order of time.</summary>
    public IReadOnlyList<ProfileRecord> Profiles { get; init; } = [];

    /// <summary>When the campaign was last taken up by another process, which has no profiles; null while it is the first's.</summary>
    public DateTimeOffset? TakenUpAt { get; init; }

    /// <summary>What has changed about the targets since: after that, the rounds of one campaign measure different things.</summary>
    public IReadOnlyList<TargetChange> TargetChanges { get; init; } = [];

    /// <summary>Since when the campaign is suspended; null while it is not.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>How long it was, before that.</summary>
    public TimeSpan SuspendedFor { get; init; }

    /// <summary>Pairs that were given up halfway because the campaign was suspended. No fault of a generator: they use up no budget.</summary>
    public int SuspendedPairs { get; init; }

    /// <summary>How often a generator was lost outside a scored round.</summary>
    public int LossesOutsideRounds { get; init; }

    /// <summary>Why the last of these was lost; null before.</summary>
    public string? LastLoss { get; init; }

    /// <summary>Why the campaign cannot go on, once it cannot.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Whether the result has been stored.</summary>
    public bool IsPublished { get; init; }

    /// <summary>What the scored rounds were run with: generators that were started since, for the profiles alone, have no part in them.</summary>
    [JsonIgnore]
    public ScoringFacts Scoring => HaveScored || Gone is null ? new ScoringFacts(Generators, WarmUp) : Gone;

    /// <summary>Of which generators the conditions are compared with a baseline's: those that are there; where all have been given back, those that scored last.</summary>
    [JsonIgnore]
    public IReadOnlyList<GeneratorFacts> Compared => Generators.Count > 0 ? Generators : Scoring.Generators;

    public DateTimeOffset DeadlineOf(CampaignPlan plan) => StartedAt + SuspendedFor + TimeSpan.FromSeconds(plan.Spec.ActiveDeadlineSeconds);

    public IReadOnlyList<double> WarmUpOf(Side side) => WarmUp.GetValueOrDefault(side, []);

    /// <summary>After its generators were lost or given back. What they were stays known, where they have scored.</summary>
    public CampaignState WithoutGenerators() => this with { Generators = [], HaveScored = false, Gone = HaveScored ? Scoring : Gone };

    /// <summary>The number of a warm-up round among all of its side, also those before generators were replaced.</summary>
    public int NumberOf(CampaignStep.WarmUp step) => (Math.Max(GeneratorStarts, 1) - 1) * SteadyState.MaxSeconds + step.Number;

    /// <summary>Attempts at pairs that were given up because a round of theirs was invalid.</summary>
    public int Discarded => Rounds.Where(r => !r.IsValid).Select(r => (r.Id.Pair, r.Id.Attempt)).Distinct().Count();

    /// <summary>The profiles that count, by pair: those of which both sides have one.</summary>
    public IReadOnlyList<IReadOnlyList<ProfileRecord>> ProfiledPairs() =>
    [
        .. Profiles.Where(p => p is { Trouble: null, Measurement: not null }).GroupBy(p => p.Pair).Where(pair => pair.Count() == 2).OrderBy(pair => pair.Key).Select(pair => pair.ToList()),
    ];

    /// <summary>The rounds that count, by pair: those of the attempts in which every round was valid.</summary>
    public IReadOnlyList<IReadOnlyList<RoundRecord>> CompletePairs(int sides) =>
    [
        .. Rounds.GroupBy(r => (r.Id.Pair, r.Id.Attempt))
            .Where(attempt => attempt.Count() == sides && attempt.All(r => r.IsValid))
            .OrderBy(attempt => attempt.Key.Pair)
            .Select(attempt => attempt.ToList()),
    ];
}

/// <summary>Generators, and how each side was warmed after they became ready.</summary>
public sealed record ScoringFacts(IReadOnlyList<GeneratorFacts> Generators, IReadOnlyDictionary<Side, IReadOnlyList<double>> WarmUp)
{
    public IReadOnlyList<double> WarmUpOf(Side side) => WarmUp.GetValueOrDefault(side, []);
}

/// <summary>A profile of one side.</summary>
/// <param name="Pair">Counts the pairs of profiles from 1.</param>
/// <param name="Measurement">What was measured in its round; null where that was lost.</param>
/// <param name="Trouble">Why there is no profile, or null. Then no other is taken.</param>
public sealed record ProfileRecord(int Pair, Side Side, RoundMeasurement? Measurement, string? Trouble)
{
    /// <summary>What was asked for of the target's process, by the metric's name; what the profile does not have is missing.</summary>
    public IReadOnlyDictionary<string, double> Target { get; init; } = new Dictionary<string, double>();
}

/// <summary>A generator that is ready.</summary>
/// <param name="Info">What it says of itself.</param>
/// <param name="NotEnforced">What its host could not enforce.</param>
/// <param name="Pod">The pod that it runs in, in a cluster.</param>
public sealed record GeneratorFacts(GeneratorInfo Info, IReadOnlyList<string> NotEnforced, PodFacts? Pod = null)
{
    /// <summary>What a reader sees of a digest: enough to tell that it is another.</summary>
    private const int Shown = 7 + 12;

    /// <summary>The files that it sends rows of and encodes messages by, each with the beginning of its digest; null where it has none, or does not say.</summary>
    [JsonIgnore]
    public string? Data => Info.Files is { Count: > 0 } files ? string.Join(", ", files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value[..Math.Min(Shown, f.Value.Length)]}")) : null;
}

/// <summary>Why a campaign failed.</summary>
public sealed record Failure(string Reason, string Message)
{
    public const string Interrupted = "Interrupted";
    public const string DeadlineExceeded = "DeadlineExceeded";
    public const string DiscardBudgetSpent = "DiscardBudgetSpent";
    public const string GeneratorsNotReady = "GeneratorsNotReady";
    public const string DataChanged = "DataChanged";
    public const string TargetUnavailable = "TargetUnavailable";
    public const string ResultNotStored = "ResultNotStored";
}
