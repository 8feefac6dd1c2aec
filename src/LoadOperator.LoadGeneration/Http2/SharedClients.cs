using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>
/// The clients that all requests to a target share. Without a limit each of its endpoints has one, which opens as many connections as it needs, and requests take the endpoints in turn. With a limit
/// there are so many clients of one connection each, to the endpoints in turn, and a request takes the one that has the fewest under way.
/// </summary>
/// <param name="most">How many connections there may be; null for as many as are needed.</param>
internal sealed class SharedClients(EndpointRing endpoints, StreamDialer dialer, int? most) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Http2Client?[] _clients = new Http2Client?[most ?? endpoints.Count];
    private int _turn = -1;

    public Http2Client Take()
    {
        var index = (int)((uint)Interlocked.Increment(ref _turn) % (uint)_clients.Length);
        if (most is not null) index = LeastBusy(index);
        return Volatile.Read(ref _clients[index]) ?? Create(index);
    }

    public void Dispose()
    {
        foreach (var client in _clients) client?.Dispose();
    }

    /// <summary>Of those that have equally few under way, the one whose turn it is.</summary>
    private int LeastBusy(int first)
    {
        var (best, fewest) = (first, int.MaxValue);
        for (var i = 0; i < _clients.Length && fewest > 0; i++)
        {
            var index = (first + i) % _clients.Length;
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
