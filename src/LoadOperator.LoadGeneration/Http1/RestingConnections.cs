namespace LoadOperator.LoadGeneration.Http1;

/// <summary>Open connections that carry nothing, the one that was used last first: the others may rest. For one thread at a time.</summary>
internal sealed class RestingConnections(int endpoints)
{
    private readonly Stack<HttpConnection>[] _stacks = [.. Enumerable.Range(0, endpoints).Select(_ => new Stack<HttpConnection>())];
    private int _count;

    /// <summary>For any thread: it may be otherwise at once.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(HttpConnection connection)
    {
        _stacks[connection.Endpoint].Push(connection);
        _count++;
    }

    /// <returns>One to this endpoint; null where there is none.</returns>
    public HttpConnection? Take(int endpoint)
    {
        if (_stacks[endpoint].TryPop(out var connection)) _count--;
        return connection;
    }

    /// <returns>One to any endpoint; null where there is none.</returns>
    public HttpConnection? TakeAny()
    {
        for (var endpoint = 0; endpoint < _stacks.Length; endpoint++)
            if (Take(endpoint) is { } connection) return connection;
        return null;
    }
}
