using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Counts the connections that the framework's clients hold, and what TCP does on them, also on those that have closed since.</summary>
internal sealed class SocketCounts
{
    private readonly Lock _lock = new();
    private readonly List<Open> _open = [];
    private TcpCounts _closed;
    private int _mostToOne;
    private long _synTimeouts;
    private bool _isTcpSeen = true;

    /// <param name="socket">Null where no connection came about.</param>
    /// <param name="address">What it leads to.</param>
    /// <param name="synTimeouts">How often its first segment was sent again; null where the system does not say.</param>
    public void Opened(LoopSocket? socket, object address, long? synTimeouts)
    {
        lock (_lock)
        {
            _synTimeouts += synTimeouts ?? 0;
            if (socket is null) return;
            _isTcpSeen &= synTimeouts is not null;
            LetGo();
            _open.Add(new Open(socket, address, socket.Tcp() ?? default));
            _mostToOne = Math.Max(_mostToOne, _open.Count(o => ReferenceEquals(o.Address, address)));
        }
    }

    public void Restart()
    {
        lock (_lock)
        {
            LetGo();
            foreach (ref var open in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open)) open = open with { Before = open.Socket.Tcp() ?? default };
            (_synTimeouts, _closed) = (0, default);
            _mostToOne = _open.GroupBy(o => o.Address).Select(g => g.Count()).DefaultIfEmpty(0).Max();
        }
    }

    public ConnectionCounts Counts()
    {
        lock (_lock)
        {
            var tcp = _open.Aggregate(_closed, (sum, open) => sum + open.Since);
            return new ConnectionCounts(_mostToOne, _synTimeouts, tcp.Sent, tcp.Retransmitted, _isTcpSeen);
        }
    }

    private void LetGo() => _open.RemoveAll(open =>
    {
        if (!open.Socket.IsClosed) return false;
        _closed += open.Since;
        return true;
    });

    private sealed record Open(LoopSocket Socket, object Address, TcpCounts Before)
    {
        public TcpCounts Since => Socket.Tcp() is { } now ? now - Before : default;
    }
}
