using System.Net;
using System.Net.Security;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Opens connections for the framework's client, and tells the call that asked for one how long it took.</summary>
internal sealed class StreamDialer(EventLoops loops, SslClientAuthenticationOptions? tls, SocketCounts counts, DescriptorBudget descriptors)
{
    private readonly Dialer _dialer = new(loops, tls);

    /// <exception cref="DialException">There is no connection.</exception>
    public async ValueTask<Stream> DialAsync(DnsEndPoint address, HttpRequestMessage request, CancellationToken givenUp)
    {
        if (request.Options.TryGetValue(Http2Call.Key, out var call)) call.Connecting();
        if (!descriptors.TryTake()) throw new DialException(RequestOutcome.Generator);
        var dialed = await _dialer.DialAsync(address, givenUp).ConfigureAwait(false);
        counts.Opened(dialed.Socket, address, dialed.SynTimeouts);
        if (dialed.Socket is not { } socket)
        {
            descriptors.Return();
            throw new DialException(dialed.Error!);
        }

        socket.WhenClosed(descriptors.Return);
        if (dialed.Tls is { } secured && secured.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw new DialException(RequestOutcome.Protocol);
        }

        call?.Connected(dialed.ConnectNs, dialed.TlsNs);
        return dialed.Tls ?? (Stream)new LoopStream(socket);
    }
}

/// <summary>A connection that did not come about.</summary>
internal sealed class DialException(string kind) : IOException(kind)
{
    /// <summary>The kind of error.</summary>
    public string Kind => Message;
}
