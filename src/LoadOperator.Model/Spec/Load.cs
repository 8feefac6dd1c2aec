using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>The load of one round: a list of simulations, or the short form for one.</summary>
public sealed record Load : IHasRules<Load>
{
    [Description("Load of the first simulation that is sent before each round and not measured.")]
    [DurationBounds("0s", "10m")]
    public Duration WarmUp { get; init; } = Duration.FromSeconds(1);

    [Description("Short form: one simulation of this kind.")]
    public Inject? Inject { get; init; }

    [Description("Short form: one simulation of this kind.")]
    public KeepConstant? KeepConstant { get; init; }

    [Description("Phases of the load, one after the other.")]
    [Items(1, 32)]
    public IReadOnlyList<Simulation>? Simulations { get; init; }

    public static IReadOnlyList<Rule<Load>> Rules { get; } =
    [
        new("", "needs exactly one of inject, keepConstant and simulations",
            "[has(self.inject), has(self.keepConstant), has(self.simulations)].filter(x, x).size() == 1",
            load => new object?[] { load.Inject, load.KeepConstant, load.Simulations }.Count(x => x is not null) == 1),
        new("", "may schedule at most 50,000,000 requests in a round", Schema.Rules.NotInCel,
            load => load.EffectiveSimulations.Sum(s => (double)(s.Inject?.Arrivals ?? 0)) <= 50_000_000),
    ];

    /// <summary>The simulations given, or the one that the short form stands for.</summary>
    [JsonIgnore]
    public IReadOnlyList<Simulation> EffectiveSimulations => Simulations ?? [new Simulation { Inject = Inject, KeepConstant = KeepConstant }];

    /// <summary>Whether some of the load arrives on a schedule of its own, whatever the target does.</summary>
    [JsonIgnore]
    public bool HasOpenModel => EffectiveSimulations.Any(s => s.Inject is not null);

    /// <summary>Whether the load stays the same from the beginning of a round to its end: only then should the target's latency, too.</summary>
    [JsonIgnore]
    public bool IsSteady => EffectiveSimulations.Count == 1;

    /// <summary>How long the measured part of a round is.</summary>
    [JsonIgnore]
    public TimeSpan MeasuredDuration => EffectiveSimulations.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration);

    /// <summary>Requests that an open model schedules in a round; null where some of the load is closed and the target decides.</summary>
    [JsonIgnore]
    public long? ScheduledArrivals => EffectiveSimulations.All(s => s.Inject is not null) ? EffectiveSimulations.Sum(s => s.Inject!.Arrivals) : null;
}

/// <summary>One phase of the load, in NBomber's vocabulary.</summary>
public sealed record Simulation : IHasRules<Simulation>
{
    [Description("Open model: scenarios start at this rate, however slow the target is.")]
    public Inject? Inject { get; init; }

    [Description("Closed model: this many users run scenarios one after the other.")]
    public KeepConstant? KeepConstant { get; init; }

    public static IReadOnlyList<Rule<Simulation>> Rules { get; } =
    [
        new("", "needs exactly one of inject and keepConstant", "has(self.inject) != has(self.keepConstant)",
            simulation => (simulation.Inject is null) != (simulation.KeepConstant is null)),
    ];

    [JsonIgnore]
    public TimeSpan Duration => Inject?.During ?? KeepConstant?.During ?? Model.Duration.Zero;
}

public sealed record Inject : IHasRules<Inject>
{
    [Description("Scenarios started per interval, all generators together, evenly spaced.")]
    [Bounds(0, 1_000_000, ExclusiveMin = true)]
    public required double Rate { get; init; }

    [Description("What the rate counts for.")]
    [DurationBounds("1ms", "1h")]
    public Duration Interval { get; init; } = Model.Duration.FromSeconds(1);

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    public static IReadOnlyList<Rule<Inject>> Rules { get; } =
    [
        new("during", "must be long enough for at least one arrival at this rate", Schema.Rules.NotInCel, inject => inject.Rate <= 0 || inject.Interval <= Model.Duration.Zero || inject.Arrivals >= 1),
    ];

    /// <summary>Scenarios started in the whole phase: those whose intended start lies before its end.</summary>
    [JsonIgnore]
    public long Arrivals => (long)Math.Round(Rate * (During.Seconds / Interval.Seconds), MidpointRounding.AwayFromZero);
}

public sealed record KeepConstant
{
    [Description("Users, all generators together.")]
    [Bounds(1, 100_000)]
    public required int Copies { get; init; }

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }
}
