using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>The load of one round: a list of simulations, or the short form for one.</summary>
public sealed record Load : IHasRules<Load>
{
    /// <summary>The most scenarios that a round may start.</summary>
    public const long MostStarts = 50_000_000;

    [Description("Load like that of the first simulation (of one that changes, its mean) that is sent before each round and not measured.")]
    [DurationBounds("0s", "10m")]
    public Duration WarmUp { get; init; } = Duration.FromSeconds(1);

    [Description("Short form: one simulation of this kind.")]
    public Inject? Inject { get; init; }

    [Description("Short form: one simulation of this kind.")]
    public KeepConstant? KeepConstant { get; init; }

    [Description("Phases of the load, one after the other.")]
    [Items(1, 32)]
    public IReadOnlyList<Simulation>? Simulations { get; init; }

    [Description("Which connections requests take. Default: as many as are needed, shared by all.")]
    public Connections? Connections { get; init; }

    public static IReadOnlyList<Rule<Load>> Rules { get; } =
    [
        new("", "needs exactly one of inject, keepConstant and simulations",
            "[has(self.inject), has(self.keepConstant), has(self.simulations)].filter(x, x).size() == 1",
            load => new object?[] { load.Inject, load.KeepConstant, load.Simulations }.Count(x => x is not null) == 1),
        new("", "may schedule at most 50,000,000 requests in a round", Schema.Rules.NotInCel, load => load.Phases.Sum(p => p.MostStarts) <= MostStarts),
        new("simulations", "may not begin with a pause: the warm-up takes its load from the first", "!has(self.simulations) || !has(self.simulations[0].pause)", load => load.Simulations is not [{ Pause: not null }, ..]),
        new("simulations", "a ramp must come to at least one arrival, or one user", Schema.Rules.NotInCel,
            load => load.Phases.All(p => (p.Simulation.RampingInject is null || p.ArrivalsOf(0) > 0) && (p.Simulation.RampingConstant is null || p.StartCopies + p.EndCopies > 0))),
        new("simulations", "iterationsForConstant must be the last: the target decides how long it takes, and with that when the next would begin", Schema.Rules.NotInCel,
            load => load.Simulations?.SkipLast(1).All(s => s.IterationsForConstant is null) is not false),
    ];

    /// <summary>The simulations given, or the one that the short form stands for.</summary>
    [JsonIgnore]
    public IReadOnlyList<Simulation> EffectiveSimulations => Simulations ?? [new Simulation { Inject = Inject, KeepConstant = KeepConstant }];

    /// <summary>The same, each with the level that it begins at.</summary>
    [JsonIgnore]
    public IReadOnlyList<LoadPhase> Phases => LoadPhase.Of(EffectiveSimulations);

    /// <summary>Whether some of the load arrives on a schedule of its own, whatever the target does.</summary>
    [JsonIgnore]
    public bool HasOpenModel => EffectiveSimulations.Any(s => s.IsOpen);

    /// <summary>Whether the load stays the same from the beginning of a round to its end: only then should the target's latency, too.</summary>
    [JsonIgnore]
    public bool IsSteady => EffectiveSimulations is [{ RampingInject: null, RampingConstant: null }];

    /// <summary>How long the measured part of a round is, as far as the plan decides it.</summary>
    [JsonIgnore]
    public TimeSpan PlannedDuration => Phases.Aggregate(TimeSpan.Zero, (sum, p) => sum + (p.Length ?? TimeSpan.Zero));

    /// <summary>Scenarios that a round starts on average over its draws; null where users go on until the time is over, and the target decides.</summary>
    [JsonIgnore]
    public double? ExpectedStarts => Phases.All(p => p.ExpectedStarts is not null) ? Phases.Sum(p => p.ExpectedStarts) : null;

    /// <summary>The scenarios that open phases start in a round.</summary>
    /// <param name="seed">The seed of the round's arrivals.</param>
    public long ArrivalsOf(long seed) => Phases.Sum(p => p.ArrivalsOf(seed));
}
