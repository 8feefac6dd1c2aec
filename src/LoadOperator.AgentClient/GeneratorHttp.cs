using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.AgentClient.Credentials;

namespace LoadOperator.AgentClient;

/// <summary>The HTTP that the contract is spoken over: mutual TLS, between keys of one campaign.</summary>
public static class GeneratorHttp
{
    /// <summary>What every request names as its host: the certificate names all generators alike, and the connection goes to one.</summary>
    public static Uri Base { get; } = new UriBuilder(Uri.UriSchemeHttps, CampaignCredentials.GeneratorName).Uri;

    /// <summary>
    /// The kernel counts it from its first repetition, 0.2 to 0.4 s after what it repeats; together with the time between two questions that is less
    /// than a second, in which a campaign does not know that its generator is lost.
    /// </summary>
    private const int LongestSilenceMs = 200;

    /// <param name="connect">Opens a connection to the generator's port.</param>
    /// <param name="authority">Who must have signed the generator's certificate.</param>
    /// <param name="client">What this side shows; null for nothing.</param>
    public static HttpClient Create(Func<CancellationToken, ValueTask<Stream>> connect, X509Certificate2 authority, X509Certificate2? client) =>
        Create(connect, new KnownServer(authority, CampaignCredentials.GeneratorName), client);

    /// <param name="connect">Opens a connection.</param>
    /// <param name="server">Who must be at the other end; null where that cannot be known, and what is sent there is no secret.</param>
    /// <param name="client">What this side shows; null for nothing.</param>
    public static HttpClient Create(Func<CancellationToken, ValueTask<Stream>> connect, KnownServer? server, X509Certificate2? client)
    {
        var tls = new SslClientAuthenticationOptions { ClientCertificates = client is null ? [] : [client] };
        if (server is null) tls.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        else tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { server.Authority } };
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancellation) => connect(cancellation), SslOptions = tls };
        return new HttpClient(handler) { BaseAddress = server is null ? Base : new UriBuilder(Uri.UriSchemeHttps, server.Name).Uri };
    }

    /// <summary>Opens a connection to an address that this process can reach.</summary>
    public static ValueTask<Stream> ConnectAsync(Uri address, CancellationToken cancellation) => ConnectAsync(address.IdnHost, address.Port, cancellation);

    /// <inheritdoc cref="ConnectAsync(Uri, CancellationToken)"/>
    /// <param name="isPatient">Whether the other side may be too busy to take what it is sent: a store that writes to a slow volume.</param>
    public static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation, bool isPatient = false)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            if (!isPatient) NoticeSilence(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A machine that is gone, or cut off, closes no connection. The kernel of one that is there acknowledges what it is sent, whatever its
    /// programs do (until it has no more room for it, which questions never fill); where that does not come, the connection ends.
    /// </summary>
    private static void NoticeSilence(Socket socket)
    {
        // linux/tcp.h: TCP_USER_TIMEOUT, in milliseconds.
        const int level = 6, userTimeout = 18;
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(level, userTimeout, BitConverter.GetBytes(LongestSilenceMs));
    }
}
