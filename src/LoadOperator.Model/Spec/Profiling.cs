using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>Rounds beside the scored ones in which both sides are profiled, so that a slowdown can be traced to methods.</summary>
public sealed record Profiling
{
    [Description("Takes traces of .NET targets through EventPipe: stacks, allocations, collections, locks and exceptions.")]
    public required DotnetTrace DotnetTrace { get; init; }

    [Description("When the extra rounds are run: OnRegression, or Always. A campaign with comparison.verifies always runs them.")]
    public ProfilingTime When { get; init; } = ProfilingTime.OnRegression;

    [Description("Profiles of each side. The profile is the unit of their comparison, as the round is of the verdict.")]
    [Bounds(8, 64)]
    public int Profiles { get; init; } = 8;
}

public sealed record DotnetTrace
{
    [Description("How long each trace is.")]
    [DurationBounds("500ms", "5m")]
    public Duration Duration { get; init; } = Duration.FromSeconds(10);

    [Description("In a cluster, the container of the targets' pods that is profiled. Default: the only one, or the one that declares the Service's target port as a containerPort.")]
    [Length(1, 63)]
    public string? Container { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ProfilingTime>))]
public enum ProfilingTime
{
    /// <summary>Only where the verdict is Regression.</summary>
    OnRegression,

    /// <summary>Whatever the verdict is.</summary>
    Always,
}
