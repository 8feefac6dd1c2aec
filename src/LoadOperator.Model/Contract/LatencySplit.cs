namespace LoadOperator.Model.Contract;

/// <summary>
/// Where the time of a round's requests went, each part over the requests that had it: HdrHistogram V2 in nanoseconds, compressed,
/// base64; null where none had it. Service time is the sum of a request's parts without the queue, and the rest of its answer after the first byte.
/// </summary>
public sealed record LatencySplit
{
    /// <summary>Waiting for a connection, over HTTP/2 for a stream of one: all are busy, and no more may be opened yet.</summary>
    public string? Queue { get; init; }

    /// <summary>Opening a connection, the look-up of its address included.</summary>
    public string? Connect { get; init; }

    /// <summary>The handshake of TLS.</summary>
    public string? Tls { get; init; }

    /// <summary>From sending on an open connection to the first byte of the answer.</summary>
    public string? FirstByte { get; init; }

    /// <summary>Requests sent again, on a fresh connection, because the target had closed a resting one as they came. Each counts once.</summary>
    public long Retried { get; init; }
}
