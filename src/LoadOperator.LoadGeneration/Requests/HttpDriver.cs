using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Sends requests to one target over HTTP/1.1. Kept for as long as the generator lives, so that connections stay warm between rounds.</summary>
internal sealed class HttpDriver : IDisposable
{
    private const int BufferSize = 16 * 1024;
    private const int LongestHeadersKiB = 64;

    private readonly HttpMessageInvoker _invoker;
    private readonly SocketsHttpHandler _handler;

    public HttpDriver(TargetAddress target)
    {
        var endpoints = new EndpointRing(target);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = LongestHeadersKiB,
            SslOptions = SslOptionsFor(target),
            ConnectCallback = (_, cancellation) => ConnectAsync(endpoints.Next(), cancellation),
        };
        _invoker = new HttpMessageInvoker(_handler);
    }

    /// <summary>Sends a request and reads the whole answer. Never throws for what the target does.</summary>
    public async ValueTask<RequestOutcome> SendAsync(HttpRequestMessage request, int bodyLength, CompiledStep step, CancellationToken cancellation)
    {
        long received = 0;
        byte[]? buffer = null;
        try
        {
            using var response = await _invoker.SendAsync(request, cancellation).ConfigureAwait(false);
            // Rented only now: requests that wait for a slow target must not hold a buffer each.
            buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            while (await body.ReadAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false) is var read and > 0) received += read;
            var status = (int)response.StatusCode;
            return new RequestOutcome(step.IsExpected(status) ? null : RequestOutcome.UnexpectedStatus(status), bodyLength, received);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return new RequestOutcome(KindOf(exception), bodyLength, received);
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _handler.Dispose();
    }

    private static string KindOf(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is OperationCanceledException) return RequestOutcome.Timeout;
            if (inner is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable }) return RequestOutcome.Generator;
            if (inner is OutOfMemoryException) return RequestOutcome.Generator;
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => RequestOutcome.Resolve,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => RequestOutcome.Connect,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => RequestOutcome.Tls,
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => RequestOutcome.Protocol,
            HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => RequestOutcome.Protocol,
            _ => RequestOutcome.Reset,
        };
    }

    /// <summary>
    /// Connects to the target's own address, also where requests go by the name in its certificate. Sockets close with a
    /// reset: those of requests that timed out would otherwise hold on to local ports for a minute each, and a target that
    /// hangs would look like a generator without ports.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions SslOptionsFor(TargetAddress target)
    {
        var options = new SslClientAuthenticationOptions();
        if (target.Tls?.CaBundle is not { } bundle) return options;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(bundle);
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return options;
    }
}
