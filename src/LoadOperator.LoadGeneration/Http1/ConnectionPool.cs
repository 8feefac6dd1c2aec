using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// The connections to one target. Requests take its endpoints in turn, on the connection that was used last (the others may
/// rest), on the one that their user keeps, or on a new one; where no more may be opened, they wait for one to come free.
/// </summary>
internal sealed class ConnectionPool : IRequestDriver, IExchangeCarrier
{
    /// <summary>How many connections may be on their way at a time; later, as many as there are. Whoever opened one for each request that finds none free would, once behind, open thousands for want of the time to read answers.</summary>
    private const int MostOpening = 64;

    private readonly Lock _lock = new();
    private readonly EndpointRing _endpoints;
    private readonly Dialer _dialer;
    private readonly DescriptorBudget _descriptors;
    private readonly ConnectionPolicy _policy;
    private readonly int _most;
    private readonly Stack<HttpConnection>[] _resting;
    private readonly LinkedList<Exchange> _waiting = [];
    private int _open;
    private int _opening;
    private bool _isDisposed;

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public ConnectionPool(TargetAddress target, EventLoops loops, DescriptorBudget descriptors, ConnectionPolicy policy = ConnectionPolicy.Pool, int most = int.MaxValue)
    {
        _endpoints = new EndpointRing(target);
        _dialer = new Dialer(loops, TlsSettings.For(target, resumes: policy == ConnectionPolicy.Pool));
        (_descriptors, _policy, _most) = (descriptors, policy, most);
        Ledger = new ConnectionLedger(_endpoints.Count);
        _resting = [.. Enumerable.Range(0, _endpoints.Count).Select(_ => new Stack<HttpConnection>())];
    }

    public ConnectionLedger Ledger { get; }

    public void RestartCounts() => Ledger.Restart();

    public ConnectionCounts Counts() => Ledger.Counts();

    public void Send(Exchange exchange)
    {
        if (TakeKept(exchange) is { } kept)
        {
            if (kept.IsFit())
            {
                kept.Start(exchange);
                return;
            }

            kept.Close();
        }

        var endpoint = _endpoints.Next();
        while (true)
        {
            HttpConnection? resting;
            lock (_lock)
            {
                resting = TakeResting(endpoint);
                if (resting is null && !MayOpen())
                {
                    exchange.CarriedBy(this);
                    _waiting.AddLast(exchange.Place);
                    return;
                }

                if (resting is null) Opening(endpoint);
            }

            if (resting is null)
            {
                NewConnection(endpoint).Open(exchange);
                return;
            }

            if (resting.IsFit())
            {
                resting.Start(exchange);
                return;
            }

            resting.Close();
        }
    }

    /// <summary>Sends a request again whose connection the target had closed before it came; on a new one, as others that have rested may be closed as well.</summary>
    public void SendAfresh(Exchange exchange)
    {
        exchange.Times.IsRetried = true;
        var endpoint = _endpoints.Next();
        lock (_lock)
        {
            // Another may have taken the place of the connection that was closed.
            if (!MayOpen())
            {
                exchange.CarriedBy(this);
                _waiting.AddFirst(exchange.Place);
                return;
            }

            Opening(endpoint);
        }

        NewConnection(endpoint).Open(exchange);
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
            next = TakeWaiting();
            if (next is null)
            {
                _resting[connection.Endpoint].Push(connection);
                return true;
            }
        }

        EndWait(next);
        connection.Start(next);
        return true;
    }

    /// <summary>A connection is no longer on its way: it is open, or did not come about. A request that waits may have another.</summary>
    public void Dialed(HttpConnection connection)
    {
        lock (_lock) _opening--;
        OpenForWaiting(connection.Endpoint);
    }

    /// <summary>A connection is gone: a request that waits may have a new one.</summary>
    public void Closed(HttpConnection connection)
    {
        Ledger.Closed(connection, connection.TcpOf(Ledger.Number));
        lock (_lock) _open--;
        OpenForWaiting(connection.Endpoint);
    }

    public void Abandon(Exchange exchange)
    {
        lock (_lock)
        {
            if (!exchange.IsGivenUp || exchange.Place.List is null) return;
            _waiting.Remove(exchange.Place);
        }

        EndWait(exchange);
        exchange.Fail(RequestOutcome.Timeout);
    }

    public void Dispose()
    {
        List<HttpConnection> resting;
        lock (_lock)
        {
            _isDisposed = true;
            resting = [.. _resting.SelectMany(stack => stack)];
            foreach (var stack in _resting) stack.Clear();
        }

        foreach (var connection in resting) connection.Close();
    }

    private bool MayOpen() => _open < _most && (_policy != ConnectionPolicy.Pool || _opening < Math.Max(MostOpening, _open - _opening));

    private void OpenForWaiting(int endpoint)
    {
        Exchange? next;
        lock (_lock)
        {
            next = MayOpen() ? TakeWaiting() : null;
            if (next is null) return;
            Opening(endpoint);
        }

        EndWait(next);
        // Not on this stack: where nobody listens, each refusal would open the next connection inside its own.
        ThreadPool.UnsafeQueueUserWorkItem(static x => x.Pool.NewConnection(x.Endpoint).Open(x.Next), (Pool: this, Endpoint: endpoint, Next: next), preferLocal: false);
    }

    private void Opening(int endpoint)
    {
        _open++;
        _opening++;
        Ledger.Opening(endpoint);
    }

    private HttpConnection NewConnection(int endpoint) => new(this, _dialer, _descriptors, _endpoints[endpoint], endpoint);

    /// <summary>Whoever waits does so no longer than until its time is over, however late that is noticed.</summary>
    private static void EndWait(Exchange exchange) => exchange.Times.QueueNs = Math.Min(MonotonicClock.Now, exchange.DeadlineNs) - exchange.SentNs;

    private static HttpConnection? TakeKept(Exchange exchange)
    {
        var kept = exchange.OwnConnection;
        exchange.OwnConnection = null;
        return (HttpConnection?)kept;
    }

    private Exchange? TakeWaiting()
    {
        if (_waiting.First is not { } first) return null;
        _waiting.RemoveFirst();
        return first.Value;
    }

    /// <summary>A connection to this endpoint, or to another one where no more may be opened.</summary>
    private HttpConnection? TakeResting(int endpoint)
    {
        if (_resting[endpoint].TryPop(out var connection) || MayOpen()) return connection;
        foreach (var stack in _resting)
            if (stack.TryPop(out connection)) break;
        return connection;
    }
}
