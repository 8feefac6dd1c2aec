using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Planning;

/// <summary>A campaign with everything decided that can be decided before it starts. The same for the same spec and seed.</summary>
public sealed record CampaignPlan
{
    private CampaignPlan()
    {
    }

    public required string Name { get; init; }

    public required LoadCampaignSpec Spec { get; init; }

    public required long Seed { get; init; }

    /// <summary>For each pair the sides in the order in which they run; one side alone where there is no control.</summary>
    public required IReadOnlyList<IReadOnlyList<Side>> Order { get; init; }

    /// <summary>The values that every round is asked for.</summary>
    public required IReadOnlyList<MetricName> Metrics { get; init; }

    /// <summary>The metrics that profiles are asked for.</summary>
    public required IReadOnlyList<MetricName> TargetMetrics { get; init; }

    /// <summary>Generators that are not ready after this time are given up. A cluster may have to pull an image, or add a node.</summary>
    public TimeSpan GeneratorStartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public bool HasControl => Spec.EffectiveControl is not null;

    /// <summary>Whether the candidate is compared with a baseline.</summary>
    public bool IsHistorical => Spec.Comparison.EffectiveMode == ComparisonMode.Baseline;

    /// <summary>The baseline, where the candidate is compared with one; null where its host has none, and then there is no verdict.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Why there is no baseline to compare with, where its host knows.</summary>
    public BaselineProblem? BaselineProblem { get; init; }

    /// <summary>Whether the candidate runs against itself.</summary>
    public bool IsSelfTest => Spec.Comparison.EffectiveMode == ComparisonMode.SelfTest;

    /// <summary>After how many pairs the campaign is judged; more than one number only where it may extend itself.</summary>
    public required Looks Looks { get; init; }

    /// <summary>The most pairs that are run (without a control, rounds).</summary>
    public int Pairs => Order.Count;

    /// <summary>The sides that there are, in the order in which they are warmed.</summary>
    public IReadOnlyList<Side> Sides => HasControl ? [Side.Control, Side.Candidate] : [Side.Candidate];

    /// <summary>A round that has not ended after this time never will: its load, the longest that a scenario can take, and some grace.</summary>
    public TimeSpan RoundTimeout => Spec.Load.WarmUp.Value + Spec.Load.PlannedDuration + LongestIterations + LongestScenario + TimeSpan.FromSeconds(15);

    /// <summary>The same of a round that is profiled: the trace comes on top, and time for the target to name the methods in it.</summary>
    public TimeSpan ProfileTimeout => GeneratorStartTimeout + RoundTimeout + (Spec.Profiling?.LongEnough.Value ?? TimeSpan.Zero) + TimeSpan.FromMinutes(2);

    /// <summary>About how long a scored round takes when all goes well, as far as the plan decides it.</summary>
    public TimeSpan RoundDuration => Spec.Load.WarmUp.Value + Spec.Load.PlannedDuration + LongestThinking + TimeSpan.FromMilliseconds(250);

    /// <summary>What the candidate is compared with, as a person calls it.</summary>
    public string Against => IsSelfTest ? "itself" : IsHistorical ? $"baseline {Spec.Comparison.BaselineRef?.Name}" : Spec.EffectiveControl?.DisplayName ?? "objectives";

    /// <summary>Every step times out, and every user thinks as long as can be.</summary>
    private TimeSpan LongestScenario =>
        Spec.Workload.EffectiveScenarios.Max(scenario => scenario.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Request.Timeout + (step.ThinkTime?.Longest ?? Duration.Zero)));

    /// <summary>What a scenario thinks between its steps.</summary>
    private TimeSpan LongestThinking =>
        Spec.Workload.EffectiveScenarios.Max(scenario => scenario.Steps.SkipLast(1).Aggregate(TimeSpan.Zero, (sum, step) => sum + (step.ThinkTime?.Longest ?? Duration.Zero)));

    /// <summary>Users who run so many scenarios, every one of which times out, need this long; no longer than any campaign has.</summary>
    private TimeSpan LongestIterations => Spec.Load.EffectiveSimulations is [.., { IterationsForConstant: { } iterations }]
        ? TimeSpan.FromSeconds(Math.Min(Math.Ceiling((double)iterations.Iterations / iterations.Copies) * LongestScenario.TotalSeconds, TimeSpan.FromDays(7).TotalSeconds))
        : TimeSpan.Zero;

    /// <summary>The seed of the arrivals of a pair: the same for both of its rounds, and when it is run again.</summary>
    public long ArrivalSeed(int pair) => (long)(SeededRandom.Derive((ulong)Seed, (ulong)pair + 1) >> 11);

    /// <summary>Makes the plan.</summary>
    /// <param name="drawnSeed">The seed to use where the spec gives none.</param>
    /// <param name="baseline">What <c>comparison.baselineRef</c> names.</param>
    public static CampaignPlan For(string name, LoadCampaignSpec spec, long drawnSeed, Baseline? baseline = null)
    {
        var seed = spec.Rounds.Seed ?? drawnSeed;
        var isCompared = spec.EffectiveControl is not null;
        List<MetricName> metrics = [.. spec.Analysis.EffectiveMetrics.Select(m => m.Metric).Concat(spec.Objectives.Select(o => o.FullMetric)).Distinct()];
        // Without a comparison, or of a version with itself, nothing can be undecided that more rounds would decide.
        var looks = Looks.Of(spec.Comparison.EffectiveMode == ComparisonMode.SideBySide ? spec.Rounds : spec.Rounds with { MaxCount = null });
        return new CampaignPlan
        {
            Name = name,
            Spec = spec,
            Seed = seed,
            Looks = looks,
            Baseline = baseline,
            Order = isCompared
                ? PairOrder.Of(looks.Pairs, spec.Rounds.Order, (ulong)seed)
                : [.. Enumerable.Repeat<IReadOnlyList<Side>>([Side.Candidate], spec.Rounds.Count)],
            Metrics = [.. metrics.Where(m => m.TargetCounter is null)],
            TargetMetrics = [.. metrics.Where(m => m.TargetCounter is not null)],
        };
    }
}
