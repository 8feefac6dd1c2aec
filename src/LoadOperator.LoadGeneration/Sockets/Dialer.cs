using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What came of opening a connection: a socket, with TLS where that is spoken, or the kind of error.</summary>
/// <param name="SynTimeouts">How often the first segment was sent again; null where the system does not say.</param>
internal readonly record struct Dialed(LoopSocket? Socket, SslStream? Tls, string? Error, long ConnectNs, long TlsNs, long? SynTimeouts);

/// <summary>Opens connections to a target's own address, also where requests go by the name in its certificate.</summary>
/// <param name="resolve">Looks up the addresses of a name; the system's resolver where it is null.</param>
internal sealed class Dialer(EventLoops loops, SslClientAuthenticationOptions? tls, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Never throws for what the target or the network does.</summary>
    public async Task<Dialed> DialAsync(DnsEndPoint address, CancellationToken givenUp)
    {
        var began = MonotonicClock.Now;
        var failed = new Dialed(null, null, RequestOutcome.Connect, 0, 0, null);
        try
        {
            var addresses = IPAddress.TryParse(address.Host, out var literal) ? [literal] : await ResolveAsync(address.Host, givenUp).ConfigureAwait(false);
            foreach (var ip in addresses)
            {
                var dialed = await DialAsync(new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, address.Port), began, givenUp).ConfigureAwait(false);
                if (dialed.Error != RequestOutcome.Connect) return dialed;
                failed = dialed with { SynTimeouts = dialed.SynTimeouts + (failed.SynTimeouts ?? 0) };
            }

            return failed;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            return failed with { Error = KindOf(exception) };
        }
    }

    /// <summary>The system's resolver cannot be told to give up, and may take half a minute: it is left to itself.</summary>
    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken givenUp) => _resolve(host, givenUp).WaitAsync(givenUp);

    private async Task<Dialed> DialAsync(IPEndPoint address, long began, CancellationToken givenUp)
    {
        LoopSocket? socket = null;
        long? synTimeouts = null;
        try
        {
            socket = new LoopSocket(address.AddressFamily, loops.Next());
            // Who is closed is told so, wherever it waits.
            using var _ = givenUp.Register(static s => ((LoopSocket)s!).Dispose(), socket);
            var error = await socket.ConnectAsync(address).ConfigureAwait(false);
            synTimeouts = socket.Tcp()?.Retransmitted;
            givenUp.ThrowIfCancellationRequested();
            if (error != SocketError.Success) throw new SocketException((int)error);
            var connected = MonotonicClock.Now;
            var secured = tls is null ? null : await SecureAsync(socket, tls, givenUp).ConfigureAwait(false);
            return new Dialed(socket, secured, null, connected - began, tls is null ? 0 : MonotonicClock.Now - connected, synTimeouts);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            socket?.Dispose();
            return new Dialed(null, null, givenUp.IsCancellationRequested ? RequestOutcome.Timeout : KindOf(exception), 0, 0, synTimeouts);
        }
    }

    private static async Task<SslStream> SecureAsync(LoopSocket socket, SslClientAuthenticationOptions tls, CancellationToken givenUp)
    {
        var stream = new SslStream(new LoopStream(socket));
        try
        {
            await stream.AuthenticateAsClientAsync(tls, givenUp).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string KindOf(Exception exception) => exception switch
    {
        OperationCanceledException => RequestOutcome.Timeout,
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable } => RequestOutcome.Generator,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } => RequestOutcome.Resolve,
        SocketException or ArgumentException => RequestOutcome.Connect,
        _ => RequestOutcome.Tls,
    };
}
