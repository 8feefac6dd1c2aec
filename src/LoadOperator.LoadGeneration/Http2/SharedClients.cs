using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>
/// The clients that all requests to a target share. Without a limit each of its endpoints has one, which opens as many connections as it needs, and requests take the endpoints in turn. With a limit
/// there are so many clients of one connection each, to the endpoints in turn; requests take these in turn as well, and of an endpoint's clients the one that has the fewest under way. (Of all clients it would be that of an endpoint which refuses everything at once.)
/// </summary>
/// <param name="most">How many connections there may be; null for as many as are needed.</param>
internal sealed class SharedClients(EndpointRing endpoints, StreamDialer dialer, int? most) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Http2Client?[] _clients = new Http2Client?[most ?? endpoints.Count];
    private readonly int _reached = Math.Min(most ?? endpoints.Count, endpoints.Count);
    private int _turn = -1;

    public Http2Client Take()
    {
        var turn = (uint)Interlocked.Increment(ref _turn);
        var index = LeastBusy((int)(turn % (uint)_reached), (int)(turn / (uint)_reached));
        return Volatile.Read(ref _clients[index]) ?? Create(index);
    }

    public void Dispose()
    {
        foreach (var client in _clients) client?.Dispose();
    }

    /// <summary>Of an endpoint's clients that have equally few under way, the one whose turn it is.</summary>
    private int LeastBusy(int endpoint, int turn)
    {
        var (best, fewest) = (endpoint, int.MaxValue);
        var count = (_clients.Length - endpoint + _reached - 1) / _reached;
        for (var i = 0; i < count && fewest > 0; i++)
        {
            var index = endpoint + _reached * (int)(((uint)turn + i) % count);
            var underWay = Volatile.Read(ref _clients[index])?.UnderWay ?? 0;
            if (underWay < fewest) (best, fewest) = (index, underWay);
        }

        return best;
    }

    private Http2Client Create(int index)
    {
        lock (_lock) return _clients[index] ??= Http2Client.To(endpoints[index % endpoints.Count], dialer, hasOne: most is not null);
    }
}
