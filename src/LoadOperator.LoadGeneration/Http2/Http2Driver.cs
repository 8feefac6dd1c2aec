using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>
/// Requests over HTTP/2, by the framework's own client: over TLS as negotiated, without it by prior knowledge. Those of a pool share connections;
/// with the other policies, a user or a request has a client, and so a connection, of its own.
/// </summary>
internal sealed class Http2Driver : IRequestDriver
{
    private readonly EndpointRing _endpoints;
    private readonly StreamDialer _dialer;
    private readonly SharedClients _shared;
    private readonly CallLine? _line;
    private readonly ConnectionPolicy _policy;
    private readonly Uri _target;
    private readonly SocketCounts _counts = new();
    private readonly Action<Http2Call> _ended;

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public Http2Driver(TargetAddress target, EventLoops loops, DescriptorBudget descriptors, ConnectionPolicy policy = ConnectionPolicy.Pool, int most = int.MaxValue)
    {
        _policy = policy;
        _endpoints = new EndpointRing(target);
        _target = new Uri(target.Url);
        _dialer = new StreamDialer(loops, TlsSettings.For(target, resumes: policy == ConnectionPolicy.Pool), _counts, descriptors);
        _shared = new SharedClients(_endpoints, _dialer, policy == ConnectionPolicy.Pool && most < int.MaxValue ? most : null);
        _line = policy == ConnectionPolicy.PerRequest ? new CallLine(LocalPorts.RoomFor(_endpoints.Count, LocalPorts.Count, most), Start) : null;
        _ended = Ended;
    }

    /// <summary>Where requests take a client each, as many as there may be have one.</summary>
    public bool IsBusy => _line?.IsFull is true;

    /// <summary>A client of its own, for questions that are no load; to the first of the target's endpoints.</summary>
    public static Http2Client ClientOf(TargetAddress target, EventLoops loops) => Http2Client.To(new EndpointRing(target)[0], new StreamDialer(loops, TlsSettings.For(target, resumes: true), new SocketCounts(), new DescriptorBudget(null)), hasOne: true);

    public void Send(Exchange exchange)
    {
        if (_line is null) Start(exchange);
        else _line.Enter(exchange);
    }

    public void Release(Exchange exchange)
    {
        (exchange.OwnConnection as Http2Call)?.Client.Dispose();
        exchange.OwnConnection = null;
    }

    public void RestartCounts() => _counts.Restart();

    public ConnectionCounts Counts() => _counts.Counts();

    public void Dispose() => _shared.Dispose();

    private void Start(Exchange exchange)
    {
        var client = (exchange.OwnConnection as Http2Call)?.Client ?? (_policy == ConnectionPolicy.Pool ? _shared.Take() : Http2Client.To(_endpoints[_endpoints.Next()], _dialer, hasOne: true));
        client.Begin();
        var call = new Http2Call(exchange, client, _ended);
        if (_policy == ConnectionPolicy.PerUser) exchange.OwnConnection = call;
        _ = call.RunAsync(_target);
    }

    private void Ended(Http2Call call)
    {
        call.Client.End();
        if (_policy == ConnectionPolicy.PerRequest) call.Client.Dispose();
        _line?.Leave();
    }
}
