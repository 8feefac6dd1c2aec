using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>The framework's client, to one endpoint.</summary>
/// <param name="invoker">Belongs to it.</param>
internal sealed class Http2Client(HttpMessageInvoker invoker) : IDisposable
{
    private int _underWay;

    public HttpMessageInvoker Invoker => invoker;

    /// <summary>How many requests it carries, or has wait, as those who use it say.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Nothing is added to a request, followed or unpacked: what is measured is the target.</summary>
    /// <param name="hasOne">Whether it has one connection, however many requests there are; otherwise another where the target's limit of concurrent streams is reached.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    public static Http2Client To(DnsEndPoint endpoint, StreamDialer dialer, bool hasOne) => new(new HttpMessageInvoker(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, givenUp) => dialer.DialAsync(endpoint, context.InitialRequestMessage, givenUp),
            EnableMultipleHttp2Connections = !hasOne,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            // Asked for each field as the request is written, which it is once there is a stream for it.
            RequestHeaderEncodingSelector = static (_, request) =>
            {
                if (request.Options.TryGetValue(Http2Call.Key, out var call)) call.Written();
                return Encoding.UTF8;
            },
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true));

    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);

    public void Dispose() => invoker.Dispose();
}
