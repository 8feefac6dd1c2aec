namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Parts of a request's time, in nanoseconds; 0 where there was no such part.</summary>
internal struct ExchangeTimes
{
    /// <summary>Waiting for a connection (over HTTP/2, for a stream of one), where all are busy and no more may be opened yet: the target's doing. No part of the service time, nor of the send lag.</summary>
    public long QueueNs;

    /// <summary>Opening a connection, the look-up of its address included.</summary>
    public long ConnectNs;

    /// <summary>The handshake of TLS.</summary>
    public long TlsNs;

    /// <summary>From the request's first byte sent to the answer's first byte received.</summary>
    public long FirstByteNs;

    /// <summary>Whether the request was sent again, as the target had not begun with it when its connection went, or had no stream for it on a new one.</summary>
    public bool IsRetried;
}
