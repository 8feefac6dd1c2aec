using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Counts the connections that the framework's client holds, and what TCP does on them. They are few, and live long; of one that the client closes, the count goes with it.</summary>
internal sealed class SocketCounts
{
    private readonly Lock _lock = new();
    private List<Open> _open = [];
    private int _mostToOne;
    private long _synTimeouts;
    private bool _isTcpSeen = OperatingSystem.IsLinux();

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
            _open = Living();
            _open.Add(new Open(socket, address, socket.Tcp() ?? default));
            _mostToOne = Math.Max(_mostToOne, MostToOne());
        }
    }

    public void Restart()
    {
        lock (_lock)
        {
            _open = [.. Living().Select(o => o with { Before = o.Socket.Tcp() ?? default })];
            (_synTimeouts, _mostToOne) = (0, MostToOne());
        }
    }

    public ConnectionCounts Counts()
    {
        lock (_lock)
        {
            var tcp = _open.Aggregate(default(TcpCounts), (sum, o) => o.Socket.Tcp() is { } now ? sum + (now - o.Before) : sum);
            return new ConnectionCounts(_mostToOne, _synTimeouts, tcp.Sent, tcp.Retransmitted, _isTcpSeen);
        }
    }

    private List<Open> Living() => [.. _open.Where(o => !o.Socket.IsClosed)];

    private int MostToOne() => _open.GroupBy(o => o.Address).Select(g => g.Count()).DefaultIfEmpty(0).Max();

    private sealed record Open(LoopSocket Socket, object Address, TcpCounts Before);
}
