using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>The framework's client, to one endpoint.</summary>
/// <param name="invoker">Belongs to it.</param>
/// <param name="connections">What is known of them.</param>
internal sealed class Http2Client(HttpMessageInvoker invoker, ClientConnections connections) : IDisposable
{
    /// <summary>For connections that others than users share: what was opened while the target was slow goes again.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(5);

    private int _underWay;

    public HttpMessageInvoker Invoker => invoker;

    /// <summary>How many requests it carries, or has wait, as those who use it say.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>How often a connection has gone, or has said that it goes.</summary>
    public int Departures => connections.Departures;

    /// <summary>Whether more than one request may be on a connection that is new.</summary>
    public bool IsCrowdedAndNew => UnderWay > 1 && connections.HasNew;

    /// <summary>Nothing is added to a request, followed or unpacked: what is measured is the target.</summary>
    /// <param name="hasOne">Whether it has one connection, however many requests there are; otherwise another where the target's limit of concurrent streams is reached.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    public static Http2Client To(DnsEndPoint endpoint, StreamDialer dialer, bool hasOne)
    {
        var connections = new ClientConnections();
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, givenUp) => connections.OpenAsync(cancellation => dialer.DialAsync(endpoint, context.InitialRequestMessage, cancellation), givenUp),
            EnableMultipleHttp2Connections = !hasOne,
            PlaintextStreamFilter = (context, _) => new ValueTask<Stream>(new DepartureWatch(context.PlaintextStream, connections.Departed)),
            PooledConnectionIdleTimeout = hasOne ? Timeout.InfiniteTimeSpan : LongestIdle,
            // Asked for each field as the request is written, which it is once there is a stream for it.
            RequestHeaderEncodingSelector = static (field, request) =>
            {
                if (request.Options.TryGetValue(Http2Call.Key, out var call)) call.Written(field);
                return Encoding.UTF8;
            },
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            UseCookies = false,
            UseProxy = false,
        };
        return new Http2Client(new HttpMessageInvoker(handler, disposeHandler: true), connections);
    }

    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);

    public void Dispose()
    {
        // The framework would go on to open what nobody waits for any more.
        connections.Close();
        invoker.Dispose();
    }
}
