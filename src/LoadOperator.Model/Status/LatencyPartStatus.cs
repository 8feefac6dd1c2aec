using System.ComponentModel;
using LoadOperator.Model.Contract;

namespace LoadOperator.Model.Status;

/// <summary>How long a part of a request's time took on one side.</summary>
public sealed record LatencyPartStatus
{
    [Description("Which side.")]
    public required Side Side { get; init; }

    [Description("Which part of a request's time: waiting for a connection, opening one, the handshake of TLS, from sending to the first byte of the answer; Total is the response time.")]
    public required LatencyPart Part { get; init; }

    [Description("Scored rounds with a request that had this part.")]
    public required int Rounds { get; init; }

    [Description("The median over the requests that had it, in milliseconds; the geometric mean over those rounds.")]
    public required double P50Ms { get; init; }

    [Description("The same of their 95th percentile.")]
    public required double P95Ms { get; init; }

    [Description("The same of their 99th percentile.")]
    public required double P99Ms { get; init; }
}
