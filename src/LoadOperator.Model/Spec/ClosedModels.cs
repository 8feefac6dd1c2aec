using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record KeepConstant : IClosedKind
{
    [Description("Users, all generators together.")]
    [Bounds(1, 100_000)]
    public required int Copies { get; init; }

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    TimeSpan? ISimulationKind.Length => During;

    int IClosedKind.EndCopies => Copies;

    int IClosedKind.MeanCopies => Copies;
}

public sealed record RampingConstant : IClosedKind
{
    [Description("Users at the end, all generators together.")]
    [Bounds(0, 100_000)]
    public required int Copies { get; init; }

    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    TimeSpan? ISimulationKind.Length => During;

    int IClosedKind.EndCopies => Copies;

    int IClosedKind.MeanCopies => Math.Max(1, Copies / 2);
}

public sealed record IterationsForConstant : IClosedKind
{
    [Description("Users, all generators together.")]
    [Bounds(1, 100_000)]
    public required int Copies { get; init; }

    [Description("How many scenarios, all users together.")]
    [Bounds(1, Load.MostStarts)]
    public required long Iterations { get; init; }

    TimeSpan? ISimulationKind.Length => null;

    int IClosedKind.EndCopies => Copies;

    int IClosedKind.MeanCopies => Copies;
}

public sealed record Pause : ISimulationKind
{
    [Description("How long.")]
    [DurationBounds("1ms", "24h")]
    public required Duration During { get; init; }

    TimeSpan? ISimulationKind.Length => During;
}
