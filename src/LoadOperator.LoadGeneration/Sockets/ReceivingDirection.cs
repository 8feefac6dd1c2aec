using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What the other side says.</summary>
internal sealed class ReceivingDirection(Socket socket, EventLoop loop, long id) : SocketDirection
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

            return error == SocketError.Success ? received : TransportFailure.Of(error);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return TransportFailure.Broken;
        }
    }
}
