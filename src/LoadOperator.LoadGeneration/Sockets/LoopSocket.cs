using System.Net;
using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>
/// A TCP connection of which an event loop tells what happens: receiving costs one call of the system, as it is not tried before there is something.
/// It closes with a reset: connections of requests that timed out would otherwise hold on to local ports for a minute each, and a target that hangs
/// would look like a generator without ports.
/// </summary>
internal sealed class LoopSocket : ITransport
{
    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly long _id;
    private readonly ReceivingDirection _receiving;
    private readonly SendingDirection _sending;
    private readonly ConnectingDirection _connecting;
    private TcpCounts? _tcpAtEnd;
    private int _isClosed;
    private Action? _whenClosed;

    public LoopSocket(AddressFamily family, EventLoop loop)
    {
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true, LingerState = new LingerOption(true, 0) };
        (_loop, _id) = (loop, loop.NewId());
        (_receiving, _sending, _connecting) = (new ReceivingDirection(_socket, loop, _id), new SendingDirection(_socket), new ConnectingDirection(_socket));
    }

    /// <summary>Connects to an address.</summary>
    /// <returns>What went wrong, if anything did.</returns>
    public async ValueTask<SocketError> ConnectAsync(IPEndPoint address)
    {
        var begun = _connecting.Begin(address);
        if (begun is not (SocketError.Success or SocketError.InProgress)) return begun;
        // Of a socket that does not connect yet the kernel would tell that it is closed.
        try
        {
            _loop.Watch(_socket, _id, this);
        }
        finally
        {
            // Whoever has closed it meanwhile found nothing to forget.
            if (IsClosed) _loop.Forget(_id);
        }

        return begun == SocketError.Success ? begun : (SocketError)await _connecting.EndAsync().ConfigureAwait(false);
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _receiving.RunAsync(buffer);

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => _sending.RunAsync(bytes);

    public bool HasNews(bool asks)
    {
        // What was told may have been read since, with what was told before.
        if (!asks && !_receiving.IsTold) return false;
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Has something done once it is closed; at once, where it is.</summary>
    public void WhenClosed(Action action)
    {
        _ = Interlocked.Exchange(ref _whenClosed, action);
        if (IsClosed) Interlocked.Exchange(ref _whenClosed, null)?.Invoke();
    }

    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    public TcpCounts? Tcp() => TcpCounts.Of(_socket) ?? _tcpAtEnd;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        _loop.Forget(_id);
        // Afterwards nothing is to be seen of it.
        _tcpAtEnd = TcpCounts.Of(_socket);
        _socket.Dispose();
        _connecting.Close();
        _receiving.Close();
        _sending.Close();
        Interlocked.Exchange(ref _whenClosed, null)?.Invoke();
    }

    /// <summary>The loop tells what has happened.</summary>
    public void Happened(SocketEvents events)
    {
        var isOver = (events & (SocketEvents.Error | SocketEvents.HungUp)) != 0;
        if (isOver || (events & SocketEvents.Writable) != 0)
        {
            if (!_connecting.IsOver) _connecting.Happened(isOver);
            _sending.Happened(isOver);
        }

        if (isOver || (events & (SocketEvents.Readable | SocketEvents.Ended)) != 0) _receiving.Happened(isOver || (events & SocketEvents.Ended) != 0);
    }
}
