using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// The connections to one target. Requests take its endpoints in turn, on the connection that was used last (the others may
/// rest), or on a new one; where no more may be opened, they wait for one to come free.
/// </summary>
internal sealed class ConnectionPool : IRequestDriver, IExchangeCarrier
{
    private readonly Lock _lock = new();
    private readonly EndpointRing _endpoints;
    private readonly Dialer _dialer;
    private readonly DescriptorBudget _descriptors;
    private readonly int _most;
    private readonly Stack<HttpConnection>[] _resting;
    private readonly LinkedList<Exchange> _waiting = [];
    private int _open;
    private bool _isDisposed;

    /// <exception cref="FormatException">An endpoint is not <c>host:port</c>.</exception>
    public ConnectionPool(TargetAddress target, DescriptorBudget descriptors, int most = int.MaxValue)
    {
        _endpoints = new EndpointRing(target);
        _dialer = new Dialer(TlsSettings.For(target));
        (_descriptors, _most) = (descriptors, most);
        _resting = [.. Enumerable.Range(0, _endpoints.Count).Select(_ => new Stack<HttpConnection>())];
    }

    public void Send(Exchange exchange)
    {
        var endpoint = _endpoints.Next();
        while (true)
        {
            HttpConnection? resting;
            lock (_lock)
            {
                resting = TakeResting(endpoint);
                if (resting is null && _open >= _most)
                {
                    exchange.CarriedBy(this);
                    _waiting.AddLast(exchange);
                    return;
                }

                if (resting is null) _open++;
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
        lock (_lock) _open++;
        NewConnection(_endpoints.Next()).Open(exchange);
    }

    /// <summary>A connection is free: it takes the request that has waited longest, or rests.</summary>
    /// <returns>False where it is to be closed.</returns>
    public bool TryKeep(HttpConnection connection)
    {
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

        next.Times.QueueNs = MonotonicClock.Now - next.SentNs;
        connection.Start(next);
        return true;
    }

    /// <summary>A connection is gone: a request that waits may have a new one.</summary>
    public void Closed(HttpConnection connection)
    {
        Exchange? next;
        lock (_lock)
        {
            _open--;
            next = _open < _most ? TakeWaiting() : null;
            if (next is null) return;
            _open++;
        }

        next.Times.QueueNs = MonotonicClock.Now - next.SentNs;
        // Not on this stack: where nobody listens, each refusal would open the next connection inside its own.
        ThreadPool.UnsafeQueueUserWorkItem(static x => x.Pool.NewConnection(x.Endpoint).Open(x.Next), (Pool: this, Endpoint: connection.Endpoint, Next: next), preferLocal: false);
    }

    public void Abandon(Exchange exchange)
    {
        lock (_lock)
            if (!exchange.IsGivenUp || !_waiting.Remove(exchange)) return;
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

    private HttpConnection NewConnection(int endpoint) => new(this, _dialer, _descriptors, _endpoints[endpoint], endpoint);

    private Exchange? TakeWaiting()
    {
        if (_waiting.First is not { } first) return null;
        _waiting.RemoveFirst();
        return first.Value;
    }

    /// <summary>A connection to this endpoint, or to another one where no more may be opened.</summary>
    private HttpConnection? TakeResting(int endpoint)
    {
        if (_resting[endpoint].TryPop(out var connection) || _open < _most) return connection;
        foreach (var stack in _resting)
            if (stack.TryPop(out connection)) break;
        return connection;
    }
}
