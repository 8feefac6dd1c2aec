using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>What came of opening a connection: a socket, with TLS where that is spoken, or the kind of error.</summary>
/// <param name="SynTimeouts">How often the first segment was sent again; null where the system does not say.</param>
internal readonly record struct Dialed(Socket? Socket, SslStream? Tls, string? Error, long ConnectNs, long TlsNs, long? SynTimeouts);

/// <summary>
/// Opens connections to a target's own address, also where requests go by the name in its certificate. Sockets close with a
/// reset: those of requests that timed out would otherwise hold on to local ports for a minute each, and a target that hangs
/// would look like a generator without ports.
/// </summary>
/// <param name="stream">What TLS is spoken over, where it is to be another stream than the usual one.</param>
internal sealed class Dialer(SslClientAuthenticationOptions? tls, Func<Socket, NetworkStream>? stream = null)
{
    /// <summary>Never throws for what the target or the network does.</summary>
    public async Task<Dialed> DialAsync(DnsEndPoint address, CancellationToken givenUp)
    {
        Socket? socket = null;
        var began = MonotonicClock.Now;
        var connected = 0L;
        long? synTimeouts = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(address.Host, address.Port, givenUp).ConfigureAwait(false);
            connected = MonotonicClock.Now;
            synTimeouts = TcpCounts.Of(socket)?.Retransmitted;
            var secured = tls is null ? null : await SecureAsync(stream?.Invoke(socket) ?? new NetworkStream(socket, ownsSocket: true), tls, givenUp).ConfigureAwait(false);
            return new Dialed(socket, secured, null, connected - began, tls is null ? 0 : MonotonicClock.Now - connected, synTimeouts);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            if (connected == 0 && socket is not null) synTimeouts = TcpCounts.Of(socket)?.Retransmitted;
            socket?.Dispose();
            return new Dialed(null, null, KindOf(exception, isConnected: connected > 0), 0, 0, synTimeouts);
        }
    }

    private static async Task<SslStream> SecureAsync(NetworkStream connection, SslClientAuthenticationOptions tls, CancellationToken givenUp)
    {
        var secured = new SslStream(connection);
        try
        {
            await secured.AuthenticateAsClientAsync(tls, givenUp).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string KindOf(Exception exception, bool isConnected) => exception switch
    {
        OperationCanceledException => RequestOutcome.Timeout,
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable } => RequestOutcome.Generator,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } => RequestOutcome.Resolve,
        _ => isConnected ? RequestOutcome.Tls : RequestOutcome.Connect,
    };
}
