using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>How long a user waits after a step's answer, before sending the next request.</summary>
public sealed record ThinkTime : IHasRules<ThinkTime>
{
    [Description("The same every time.")]
    [DurationBounds("1ms", "5m")]
    public Duration? Constant { get; init; }

    [Description("Any time between two, as likely as any other, drawn from the round's seed: both sides of a pair get the same.")]
    public UniformTime? Uniform { get; init; }

    /// <summary>The longest that it can be.</summary>
    [JsonIgnore]
    public Duration Longest => Constant ?? Uniform!.Max;

    public static IReadOnlyList<Rule<ThinkTime>> Rules { get; } =
    [
        new("", "needs exactly one of constant and uniform", "has(self.constant) != has(self.uniform)", time => time.Constant is null != time.Uniform is null),
    ];
}

public sealed record UniformTime : IHasRules<UniformTime>
{
    [Description("The shortest.")]
    [DurationBounds("0s", "5m")]
    public required Duration Min { get; init; }

    [Description("The longest.")]
    [DurationBounds("1ms", "5m")]
    public required Duration Max { get; init; }

    public static IReadOnlyList<Rule<UniformTime>> Rules { get; } =
    [
        new("max", "at least min", "duration(self.max) >= duration(self.min)", time => time.Max >= time.Min),
    ];
}
