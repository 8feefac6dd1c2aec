using System.ComponentModel;

namespace LoadOperator.Model.Status;

/// <summary>A slow request whose trace the target was asked to record.</summary>
public sealed record TraceStatus
{
    [Description("Which side.")]
    public required Side Side { get; init; }

    [Description("The id of the trace, to be looked up where the target sends its traces.")]
    public required string TraceId { get; init; }

    [Description("The round that it was of.")]
    public required string Round { get; init; }

    [Description("The scenario of the request.")]
    public required string Scenario { get; init; }

    [Description("The step of the request.")]
    public required string Step { get; init; }

    [Description("The response time, in milliseconds.")]
    public required double Milliseconds { get; init; }

    [Description("The kind of error, where the request failed.")]
    public string? Error { get; init; }
}
