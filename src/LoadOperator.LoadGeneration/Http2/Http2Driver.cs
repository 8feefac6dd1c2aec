using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>
/// Requests over HTTP/2, by the framework's own client: over TLS as negotiated, without it by prior knowledge. Of a pool, each of the target's endpoints has one
/// connection that all requests share, and more where the target's limit of concurrent streams is reached; with the other policies, a user or a request has
/// a client, and so a connection, of its own.
/// </summary>
internal sealed class Http2Driver : IRequestDriver
{
    private readonly EndpointRing _endpoints;
    private readonly StreamDialer _dialer;
    private readonly HttpMessageInvoker[] _clients;
    private readonly ConnectionPolicy _policy;
    private readonly Uri _target;
    private readonly SocketCounts _counts = new();

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public Http2Driver(TargetAddress target, EventLoops loops, ConnectionPolicy policy = ConnectionPolicy.Pool)
    {
        _policy = policy;
        _endpoints = new EndpointRing(target);
        _target = new Uri(target.Url);
        _dialer = new StreamDialer(loops, TlsSettings.For(target, resumes: policy == ConnectionPolicy.Pool), _counts);
        _clients = policy == ConnectionPolicy.Pool ? [.. Enumerable.Range(0, _endpoints.Count).Select(i => ClientOf(_endpoints[i], _dialer))] : [];
    }

    /// <summary>A client of its own, for questions that are no load; to the first of the target's endpoints.</summary>
    public static HttpMessageInvoker ClientOf(TargetAddress target, EventLoops loops) => ClientOf(new EndpointRing(target)[0], new StreamDialer(loops, TlsSettings.For(target, resumes: true), new SocketCounts()));

    public void Send(Exchange exchange)
    {
        var client = (exchange.OwnConnection as Http2Call)?.Client ?? (_policy == ConnectionPolicy.Pool ? _clients[_endpoints.Next()] : ClientOf(_endpoints[_endpoints.Next()], _dialer));
        var call = new Http2Call(exchange, client, isLast: _policy == ConnectionPolicy.PerRequest);
        if (_policy == ConnectionPolicy.PerUser) exchange.OwnConnection = call;
        _ = call.RunAsync(_target);
    }

    public void Release(Exchange exchange)
    {
        (exchange.OwnConnection as Http2Call)?.Client.Dispose();
        exchange.OwnConnection = null;
    }

    public void RestartCounts() => _counts.Restart();

    public ConnectionCounts Counts() => _counts.Counts();

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    /// <summary>Nothing is added to a request, followed or unpacked: what is measured is the target.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    private static HttpMessageInvoker ClientOf(DnsEndPoint endpoint, StreamDialer dialer) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, givenUp) => dialer.DialAsync(endpoint, context.InitialRequestMessage, givenUp),
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true);
}
