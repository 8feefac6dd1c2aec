using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>The framework's client, to one endpoint.</summary>
/// <param name="invoker">Belongs to it.</param>
/// <param name="dials">How many connections it has begun to open, and when the last.</param>
internal sealed class Http2Client(HttpMessageInvoker invoker, StrongBox<(int Count, long LastNs)> dials) : IDisposable
{
    /// <summary>Within this time a connection is open, and its target has said what it allows.</summary>
    private const long NewNs = 1_000_000_000;

    /// <summary>For connections that others than users share: what was opened while the target was slow goes again.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(5);

    private int _underWay;

    public HttpMessageInvoker Invoker => invoker;

    /// <summary>How many requests it carries, or has wait, as those who use it say.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>How many connections it has begun to open so far.</summary>
    public int Dials => Volatile.Read(ref dials.Value.Count);

    /// <summary>Whether more than one request may be on a connection that is new.</summary>
    public bool IsCrowdedAndNew => UnderWay > 1 && MonotonicClock.Now - Volatile.Read(ref dials.Value.LastNs) < NewNs;

    /// <summary>Nothing is added to a request, followed or unpacked: what is measured is the target.</summary>
    /// <param name="hasOne">Whether it has one connection, however many requests there are; otherwise another where the target's limit of concurrent streams is reached.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    public static Http2Client To(DnsEndPoint endpoint, StreamDialer dialer, bool hasOne)
    {
        var dials = new StrongBox<(int Count, long LastNs)>();
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, givenUp) =>
            {
                Volatile.Write(ref dials.Value.LastNs, MonotonicClock.Now);
                Interlocked.Increment(ref dials.Value.Count);
                return dialer.DialAsync(endpoint, context.InitialRequestMessage, givenUp);
            },
            EnableMultipleHttp2Connections = !hasOne,
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
        return new Http2Client(new HttpMessageInvoker(handler, disposeHandler: true), dials);
    }

    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);

    public void Dispose() => invoker.Dispose();
}
