using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Inject : IHasRules<Inject>, IOpenKind
{
    [Description("Scenarios started per interval, all generators together, evenly spaced.")]
    [Bounds(0, 1_000_000, ExclusiveMin = true)]
    public required double Rate { get; init; }

    [Description("What the rate counts for.")]
    [DurationBounds("1ms", "1h")]
    public Duration Interval { get; init; } = Duration.FromSeconds(1);

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    [Description("When within that time: Uniform, evenly spaced, or Poisson, as many at random moments. Default: Uniform.")]
    public ArrivalProcess? Arrivals { get; init; }

    public static IReadOnlyList<Rule<Inject>> Rules { get; } =
    [
        new("during", "must be long enough for at least one arrival at this rate", Schema.Rules.NotInCel, inject => inject.Rate <= 0 || inject.Interval <= Duration.Zero || inject.Count >= 1),
    ];

    TimeSpan? ISimulationKind.Length => During;

    double IOpenKind.EndRate => Rate / Interval.Seconds;

    double IOpenKind.MeanRate => Rate / Interval.Seconds;

    /// <summary>Scenarios started in the whole phase: those whose intended start lies before its end.</summary>
    [JsonIgnore]
    public long Count => (long)Math.Round(Rate * (During.Seconds / Interval.Seconds), MidpointRounding.AwayFromZero);
}

public sealed record RampingInject : IOpenKind
{
    [Description("Scenarios started per interval at the end, all generators together.")]
    [Bounds(0, 1_000_000)]
    public required double Rate { get; init; }

    [Description("What the rate counts for.")]
    [DurationBounds("1ms", "1h")]
    public Duration Interval { get; init; } = Duration.FromSeconds(1);

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    [Description("When within that time: Uniform, as the rate has it, or Poisson, as many at random moments that follow the rate. Default: Uniform.")]
    public ArrivalProcess? Arrivals { get; init; }

    TimeSpan? ISimulationKind.Length => During;

    double IOpenKind.EndRate => Rate / Interval.Seconds;

    double IOpenKind.MeanRate => Rate / Interval.Seconds / 2;
}

public sealed record InjectRandom : IHasRules<InjectRandom>, IOpenKind
{
    private const int MostIntervals = 100_000;

    [Description("The fewest scenarios started in an interval, all generators together.")]
    [Bounds(0, 1_000_000)]
    public required int MinRate { get; init; }

    [Description("The most scenarios started in an interval. Every number between is as likely.")]
    [Bounds(1, 1_000_000)]
    public required int MaxRate { get; init; }

    [Description("How long a rate lasts.")]
    [DurationBounds("1ms", "1h")]
    public Duration Interval { get; init; } = Duration.FromSeconds(1);

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    public static IReadOnlyList<Rule<InjectRandom>> Rules { get; } =
    [
        new("maxRate", "at least minRate", "self.maxRate >= self.minRate", random => random.MaxRate >= random.MinRate),
        new("during", "may hold at most 100,000 intervals", Schema.Rules.NotInCel, random => random.Interval <= Duration.Zero || random.Intervals <= MostIntervals),
    ];

    TimeSpan? ISimulationKind.Length => During;

    double IOpenKind.EndRate => ExpectedRate;

    double IOpenKind.MeanRate => ExpectedRate;

    /// <summary>Intervals begun; the last may be a part of one.</summary>
    [JsonIgnore]
    public int Intervals => (int)Math.Min(int.MaxValue, Math.Ceiling(During.Seconds / Interval.Seconds));

    [JsonIgnore]
    internal double ExpectedRate => (MinRate + (double)MaxRate) / 2 / Interval.Seconds;

    /// <summary>The scenarios started in an interval, drawn for it alone.</summary>
    public long CountIn(int interval, ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, (ulong)interval));
        var drawn = random.NextInteger(MinRate, MaxRate);
        var length = Math.Min(1, During.Seconds / Interval.Seconds - interval);
        return (long)Math.Round(drawn * length, MidpointRounding.AwayFromZero);
    }
}

public sealed record IterationsForInject : IHasRules<IterationsForInject>, IOpenKind
{
    [Description("Scenarios started per interval, all generators together, evenly spaced.")]
    [Bounds(0, 1_000_000, ExclusiveMin = true)]
    public required double Rate { get; init; }

    [Description("What the rate counts for.")]
    [DurationBounds("1ms", "1h")]
    public Duration Interval { get; init; } = Duration.FromSeconds(1);

    [Description("How many scenarios, all generators together.")]
    [Bounds(1, Load.MostStarts)]
    public required long Iterations { get; init; }

    public static IReadOnlyList<Rule<IterationsForInject>> Rules { get; } =
    [
        new("iterations", "must be done within 24h at this rate", Schema.Rules.NotInCel, load => load.Rate <= 0 || load.Interval <= Duration.Zero || load.Seconds <= Longest.TotalSeconds),
    ];

    private static TimeSpan Longest { get; } = TimeSpan.FromHours(24);

    private double Seconds => Iterations / Rate * Interval.Seconds;

    TimeSpan? ISimulationKind.Length => TimeSpan.FromSeconds(Seconds);

    double IOpenKind.EndRate => Rate / Interval.Seconds;

    double IOpenKind.MeanRate => Rate / Interval.Seconds;
}
