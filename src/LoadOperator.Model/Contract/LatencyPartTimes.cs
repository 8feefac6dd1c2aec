using System.Text.Json.Serialization;

namespace LoadOperator.Model.Contract;

/// <summary>A part of a request's time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LatencyPart>))]
public enum LatencyPart
{
    /// <summary>Waiting for a connection, over HTTP/2 for a stream of one: all are busy, and no more may be opened yet.</summary>
    Queue,

    /// <summary>Opening a connection, the look-up of its address included.</summary>
    Connect,

    /// <summary>The handshake of TLS.</summary>
    Tls,

    /// <summary>From sending on an open connection to the first byte of the answer.</summary>
    FirstByte,

    /// <summary>All of it: the response time.</summary>
    Total,
}

/// <summary>How long a part took in one round, over the requests that had it, in milliseconds.</summary>
public sealed record LatencyPartTimes(LatencyPart Part, double P50Ms, double P95Ms, double P99Ms);
