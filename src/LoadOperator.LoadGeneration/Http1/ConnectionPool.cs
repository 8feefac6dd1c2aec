using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// The connections to one target. Requests take its endpoints in turn, on the connection that was used last (the others may
/// rest), on the one that their user keeps, or on a new one; where no more may be opened, they wait for one to come free.
/// </summary>
internal sealed class ConnectionPool : IRequestDriver, IExchangeCarrier, IPaced
{
    private readonly Lock _lock = new();
    private OpeningPace _pace = new();
    private readonly EndpointRing _endpoints;
    private readonly EventLoops _loops;
    private readonly Dialer _dialer;
    private readonly DescriptorBudget _descriptors;
    private readonly ConnectionPolicy _policy;
    private readonly int _most;
    private readonly int _mostForArrivals;
    private readonly RestingConnections _resting;
    private readonly WaitingRequests _waiting = new();
    private int _open;
    private long _opensAtNs = long.MaxValue;
    private bool _isDisposed;

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public ConnectionPool(TargetAddress target, EventLoops loops, DescriptorBudget descriptors, ConnectionPolicy policy = ConnectionPolicy.Pool, int most = int.MaxValue)
        : this(target, loops, descriptors, policy, most, LocalPorts.Count)
    {
    }

    internal ConnectionPool(TargetAddress target, EventLoops loops, DescriptorBudget descriptors, ConnectionPolicy policy, int most, int? ports)
    {
        _endpoints = new EndpointRing(target);
        _loops = loops;
        _dialer = new Dialer(loops, TlsSettings.For(target, resumes: policy == ConnectionPolicy.Pool));
        (_descriptors, _policy, _most) = (descriptors, policy, most);
        _mostForArrivals = LocalPorts.RoomFor(_endpoints.Count, ports, most);
        Ledger = new ConnectionLedger(_endpoints.Count);
        _resting = new RestingConnections(_endpoints.Count);
    }

    public ConnectionLedger Ledger { get; }

    /// <summary>As seen from outside of the lock, which it is good enough for.</summary>
    public bool IsBusy => _policy == ConnectionPolicy.Pool ? _resting.IsEmpty && Volatile.Read(ref _open) > 0 : !HasRoom;

    /// <summary>When a connection may be opened for an arrival that waits.</summary>
    public long NextDueNs => Volatile.Read(ref _opensAtNs);

    public void RunDue(long forNs, Reading reading)
    {
        Exchange? next = null;
        var endpoint = 0;
        lock (_lock)
        {
            if (!_isDisposed && HasRoom && !_waiting.IsEmpty && _pace.TryOpen(MonotonicClock.Now, _open, reading))
            {
                next = _waiting.Take();
                endpoint = _endpoints.Next();
                Opening(endpoint);
            }

            Volatile.Write(ref _opensAtNs, !_isDisposed && HasRoom && !_waiting.IsEmpty ? _pace.OpensAtNs(_open) : long.MaxValue);
        }

        if (next is not null) NewConnection(endpoint).Open(next);
    }

    public void RestartCounts() => Ledger.Restart();

    public ConnectionCounts Counts() => Ledger.Counts();

    public void Send(Exchange exchange)
    {
        if (TakeKept(exchange) is { } kept && TryStart(kept, exchange)) return;
        var endpoint = _endpoints.Next();
        while (true)
        {
            HttpConnection? resting;
            lock (_lock)
            {
                if ((resting = exchange.Times.IsRetried ? null : _resting.Take(endpoint)) is null)
                {
                    if (MayOpen(exchange))
                    {
                        Opening(endpoint);
                    }
                    else if ((resting = _resting.TakeAny()) is null)
                    {
                        exchange.CarriedBy(this);
                        _waiting.Add(exchange);
                        AwaitPace();
                        return;
                    }
                }
            }

            if (resting is null)
            {
                NewConnection(endpoint).Open(exchange);
                return;
            }

            if (TryStart(resting, exchange)) return;
        }
    }

    /// <summary>Sends a request again whose connection the target had closed before it came: on a new one, as others that have rested may be closed as well; where no more may be opened, on one of these, or the first that comes free.</summary>
    public void SendAfresh(Exchange exchange)
    {
        exchange.Times.IsRetried = true;
        Send(exchange);
    }

    public void Release(Exchange exchange) => TakeKept(exchange)?.Close();

    /// <summary>A connection is free: it stays with its user, takes the request that has waited longest, or rests.</summary>
    /// <param name="exchange">What it has carried just now.</param>
    /// <returns>False where it is to be closed.</returns>
    public bool TryKeep(HttpConnection connection, Exchange exchange)
    {
        if (_policy == ConnectionPolicy.PerUser) exchange.OwnConnection = connection;
        if (_policy != ConnectionPolicy.Pool) return _policy == ConnectionPolicy.PerUser;
        Exchange? next;
        lock (_lock)
        {
            if (_isDisposed) return false;
            next = _waiting.Take();
            if (next is null)
            {
                _resting.Add(connection);
                return true;
            }
        }

        connection.Start(next);
        return true;
    }

    /// <summary>A connection is gone: a request that waits may have a new one.</summary>
    public void Closed(HttpConnection connection)
    {
        Exchange? next;
        Ledger.Closed(connection, connection.TcpOf(Ledger.Number));
        lock (_lock)
        {
            _open--;
            next = _open < _most ? _waiting.Take() : null;
            if (next is null) return;
            Opening(connection.Endpoint);
        }

        // Not on this stack: where nobody listens, each refusal would open the next connection inside its own.
        ThreadPool.UnsafeQueueUserWorkItem(static x => x.Pool.NewConnection(x.Endpoint).Open(x.Next), (Pool: this, Endpoint: connection.Endpoint, Next: next), preferLocal: false);
    }

    public void Abandon(Exchange exchange)
    {
        lock (_lock)
        {
            if (!exchange.IsGivenUp || !_waiting.Remove(exchange)) return;
        }

        exchange.Fail(RequestOutcome.Timeout);
    }

    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        CloseResting();
    }

    public void CloseResting()
    {
        List<HttpConnection> resting = [];
        lock (_lock)
        {
            while (_resting.TakeAny() is { } connection) resting.Add(connection);
        }

        foreach (var connection in resting) connection.Close();
    }

    private void Opening(int endpoint)
    {
        _open++;
        Ledger.Opening(endpoint);
    }

    /// <returns>False where the connection is closed.</returns>
    private static bool TryStart(HttpConnection resting, Exchange exchange)
    {
        var isFit = resting.IsFit();
        if (isFit) resting.Start(exchange);
        else resting.Close();
        return isFit;
    }

    private HttpConnection NewConnection(int endpoint) => new(this, _dialer, _descriptors, _endpoints[endpoint], endpoint);

    private static HttpConnection? TakeKept(Exchange exchange)
    {
        var kept = exchange.OwnConnection;
        exchange.OwnConnection = null;
        return (HttpConnection?)kept;
    }

    /// <summary>Whether there may be one more for an arrival.</summary>
    private bool HasRoom => Volatile.Read(ref _open) < _mostForArrivals && !_descriptors.IsTight;

    /// <summary>Whether one more may be opened now. Who waits already comes first.</summary>
    private bool MayOpen(Exchange exchange) =>
        _open < _most && (_open == 0 || exchange.OpensAtOnce || (HasRoom && MayOpenNow(exchange)));

    private bool MayOpenNow(Exchange exchange) =>
        _policy != ConnectionPolicy.Pool || exchange.Times.IsRetried || (_waiting.IsEmpty && _pace.TryOpen(MonotonicClock.Now, _open, Reading.KeepsUp));

    /// <summary>Whoever waits has the next connection that comes free, or that may be opened.</summary>
    private void AwaitPace()
    {
        if (!HasRoom || NextDueNs < long.MaxValue) return;
        Volatile.Write(ref _opensAtNs, _pace.OpensAtNs(_open));
        _loops.Pace(this);
    }
}
