using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>
/// A TCP connection of which an event loop tells what happens: receiving costs one call of the system, as it is not tried before there is something.
/// It closes with a reset: connections of requests that timed out would otherwise hold on to local ports for a minute each, and a target that hangs
/// would look like a generator without ports.
/// </summary>
internal sealed partial class LoopSocket : ITransport
{
    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly long _id;
    private readonly Receiving _receiving;
    private readonly Sending _sending;
    private readonly Connecting _connecting;
    private TcpCounts? _tcpAtEnd;
    private int _isClosed;

    public LoopSocket(AddressFamily family, EventLoop loop)
    {
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true, LingerState = new LingerOption(true, 0) };
        (_loop, _id) = (loop, loop.NewId());
        (_receiving, _sending, _connecting) = (new Receiving(_socket, loop, _id), new Sending(_socket), new Connecting(_socket));
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

    public bool HasNews()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
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

    private static int FailureOf(SocketError error) => error == SocketError.NoBufferSpaceAvailable ? TransportFailure.Starved : TransportFailure.Broken;

    private sealed partial class Connecting(Socket socket) : SocketDirection
    {
        private const int AlreadyInProgress = 115;

        // errno.h: without a local port, or memory.
        private const int AddressNotAvailable = 99;
        private const int NoBufferSpace = 105;
        private const int NoMemory = 12;

        public bool IsOver { get; private set; }

        /// <summary>Sends the first segment.</summary>
        public SocketError Begin(IPEndPoint address)
        {
            var native = address.Serialize();
            if (connect(socket.SafeHandle, ref MemoryMarshal.GetReference(native.Buffer.Span), (uint)native.Size) == 0)
            {
                IsOver = true;
                return SocketError.Success;
            }

            return Marshal.GetLastPInvokeError() switch
            {
                AlreadyInProgress => SocketError.InProgress,
                AddressNotAvailable => SocketError.AddressNotAvailable,
                NoBufferSpace or NoMemory => SocketError.NoBufferSpaceAvailable,
                _ => SocketError.ConnectionRefused,
            };
        }

        public ValueTask<int> EndAsync() => RunAsync();

        protected override int? Try(out bool hasMore)
        {
            (hasMore, IsOver) = (false, true);
            try
            {
                return (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return TransportFailure.Broken;
            }
        }

        [LibraryImport("libc", SetLastError = true)]
        private static partial int connect(SafeHandle socket, ref byte address, uint length);
    }

    private sealed class Receiving(Socket socket, EventLoop loop, long id) : SocketDirection
    {
        /// <summary>How often it fills a buffer before other connections have their turn.</summary>
        private const int MostInARow = 4;

        private Memory<byte> _buffer;
        private int _inARow;

        public ValueTask<int> RunAsync(Memory<byte> buffer)
        {
            _buffer = buffer;
            return RunAsync();
        }

        protected override int? Try(out bool hasMore)
        {
            hasMore = true;
            try
            {
                var received = socket.Receive(_buffer.Span, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock) return null;
                // Less than there was room for is all there was.
                hasMore = error != SocketError.Success || received == 0 || received == _buffer.Length;
                _inARow = received == _buffer.Length ? _inARow + 1 : 0;
                if (_inARow == MostInARow)
                {
                    (hasMore, _inARow) = (false, 0);
                    loop.TellAgain(socket, id);
                }

                return error == SocketError.Success ? received : FailureOf(error);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return TransportFailure.Broken;
            }
        }
    }

    private sealed class Sending(Socket socket) : SocketDirection
    {
        private ReadOnlyMemory<byte> _bytes;
        private int _sent;

        public ValueTask<int> RunAsync(ReadOnlyMemory<byte> bytes)
        {
            (_bytes, _sent) = (bytes, 0);
            return RunAsync(isReady: true);
        }

        protected override int? Try(out bool hasMore)
        {
            hasMore = true;
            try
            {
                while (_sent < _bytes.Length)
                {
                    var sent = socket.Send(_bytes.Span[_sent..], SocketFlags.None, out var error);
                    if (error == SocketError.WouldBlock) return null;
                    if (error != SocketError.Success) return FailureOf(error);
                    _sent += sent;
                }

                return _sent;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return TransportFailure.Broken;
            }
        }
    }
}
