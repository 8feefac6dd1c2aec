using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Lets so many requests be under way at a time. The others wait for one of them to end, and the one that has waited longest comes first.</summary>
internal sealed class CallLine(int most, Action<Exchange> start) : IExchangeCarrier
{
    private readonly Lock _lock = new();
    private readonly WaitingRequests _waiting = new();
    private int _underWay;

    public bool IsFull => Volatile.Read(ref _underWay) >= most;

    public void Enter(Exchange exchange)
    {
        lock (_lock)
        {
            if (_underWay >= most)
            {
                exchange.CarriedBy(this);
                _waiting.Add(exchange);
                return;
            }

            _underWay++;
        }

        start(exchange);
    }

    /// <summary>One that was under way is no more.</summary>
    public void Leave()
    {
        Exchange? next;
        lock (_lock)
        {
            next = _waiting.Take();
            if (next is null) _underWay--;
        }

        // Not on this stack: those that fail at once would each start the next inside their own end.
        if (next is not null) ThreadPool.UnsafeQueueUserWorkItem(start, next, preferLocal: false);
    }

    public void Abandon(Exchange exchange)
    {
        lock (_lock)
        {
            if (!exchange.IsGivenUp || !_waiting.Remove(exchange)) return;
        }

        exchange.Fail(RequestOutcome.Timeout);
    }
}
