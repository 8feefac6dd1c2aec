using System.Net.Sockets;
using System.Runtime.InteropServices;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Counts the connections that the framework's clients hold, and what TCP does on them.</summary>
internal sealed class SocketCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Socket, Open> _open = [];
    private readonly Dictionary<object, int> _byAddress = [];
    private TcpCounts _closed;
    private int _mostToOne;
    private long _synTimeouts;
    private bool _isTcpSeen = OperatingSystem.IsLinux();

    /// <param name="socket">Null where no connection came about.</param>
    /// <param name="address">What it leads to.</param>
    /// <param name="synTimeouts">How often its first segment was sent again; null where the system does not say.</param>
    public void Opened(Socket? socket, object address, long? synTimeouts)
    {
        lock (_lock)
        {
            _synTimeouts += synTimeouts ?? 0;
            if (socket is null) return;
            _isTcpSeen &= synTimeouts is not null;
            _open[socket] = new Open(address, TcpCounts.Of(socket) ?? default);
            _mostToOne = Math.Max(_mostToOne, ++CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, address, out _));
        }
    }

    /// <summary>To be told while the socket is still there.</summary>
    public void Closing(Socket socket)
    {
        var now = TcpCounts.Of(socket);
        lock (_lock)
        {
            if (!_open.Remove(socket, out var open)) return;
            _byAddress[open.Address]--;
            if (now is { } tcp) _closed += tcp - open.Before;
        }
    }

    public void Restart()
    {
        lock (_lock)
        {
            foreach (var (socket, open) in _open.ToList()) _open[socket] = open with { Before = TcpCounts.Of(socket) ?? default };
            (_synTimeouts, _closed, _mostToOne) = (0, default, _byAddress.Values.DefaultIfEmpty(0).Max());
        }
    }

    public ConnectionCounts Counts()
    {
        lock (_lock)
        {
            var tcp = _open.Aggregate(_closed, (sum, o) => TcpCounts.Of(o.Key) is { } now ? sum + (now - o.Value.Before) : sum);
            return new ConnectionCounts(_mostToOne, _synTimeouts, tcp.Sent, tcp.Retransmitted, _isTcpSeen);
        }
    }

    private sealed record Open(object Address, TcpCounts Before);
}

/// <summary>A connection's stream, which says when it closes.</summary>
internal sealed class CountedStream(Socket socket, SocketCounts counts) : NetworkStream(socket, ownsSocket: true)
{
    protected override void Dispose(bool disposing)
    {
        if (disposing) counts.Closing(Socket);
        base.Dispose(disposing);
    }
}
