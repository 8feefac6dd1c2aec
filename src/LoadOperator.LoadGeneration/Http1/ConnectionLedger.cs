using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>Counts the connections to one target, and what TCP does on them. The kernel counts for the life of a connection: each is read when it first carries a request of a new count, and when it closes, or at the end.</summary>
internal sealed class ConnectionLedger(int endpoints)
{
    private readonly Lock _lock = new();
    private readonly HashSet<HttpConnection> _open = [];
    private readonly int[] _openTo = new int[endpoints];
    private TcpCounts _closed;
    private int _mostTo;
    private long _synTimeouts;
    private bool _isTcpSeen = true;
    private volatile int _number;

    /// <summary>Which count it is.</summary>
    public int Number => _number;

    /// <summary>A connection is going to be opened.</summary>
    public void Opening(int endpoint)
    {
        lock (_lock) _mostTo = Math.Max(_mostTo, ++_openTo[endpoint]);
    }

    /// <summary>A connection was opened, or could not be.</summary>
    /// <param name="connection">Null where it could not be.</param>
    /// <param name="synTimeouts">How often its first segment was sent again; null where the system does not say.</param>
    public void Opened(HttpConnection? connection, long? synTimeouts)
    {
        lock (_lock)
        {
            if (connection is not null)
            {
                _open.Add(connection);
                _isTcpSeen &= synTimeouts is not null;
            }

            _synTimeouts += synTimeouts ?? 0;
        }
    }

    /// <summary>A connection is gone, or never was.</summary>
    /// <param name="counts">What TCP did on it since this count began.</param>
    public void Closed(HttpConnection connection, TcpCounts counts)
    {
        lock (_lock)
        {
            _open.Remove(connection);
            _openTo[connection.Endpoint]--;
            _closed += counts;
        }
    }

    public void Restart()
    {
        lock (_lock)
        {
            _number++;
            (_closed, _synTimeouts, _mostTo) = (default, 0, _openTo.Max());
        }
    }

    public ConnectionCounts Counts()
    {
        lock (_lock)
        {
            var tcp = _open.Aggregate(_closed, (sum, connection) => sum + connection.TcpOf(_number));
            return new ConnectionCounts(_mostTo, _synTimeouts, tcp.Sent, tcp.Retransmitted, _isTcpSeen);
        }
    }
}
