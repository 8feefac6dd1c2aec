using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Requests that wait for a connection, the one that has waited longest first. For one thread at a time.</summary>
internal sealed class WaitingRequests
{
    private readonly LinkedList<Exchange> _line = [];

    public bool IsEmpty => _line.Count == 0;

    /// <summary>Behind all others; one that has had a connection already, before them.</summary>
    public void Add(Exchange exchange)
    {
        if (exchange.Times.IsRetried) _line.AddFirst(exchange.Place);
        else _line.AddLast(exchange.Place);
    }

    /// <summary>The next one, whose wait is over; null where nobody waits.</summary>
    public Exchange? Take() => _line.First?.Value is { } first && Remove(first) ? first : null;

    /// <returns>False where it does not wait.</returns>
    public bool Remove(Exchange exchange)
    {
        if (exchange.Place.List is null) return false;
        _line.Remove(exchange.Place);
        // Whoever waits does so no longer than until its time is over, however late that is noticed.
        exchange.Times.QueueNs = Math.Min(MonotonicClock.Now, exchange.DeadlineNs) - exchange.SentNs;
        return true;
    }
}
