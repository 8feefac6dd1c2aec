using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What is said to the other side.</summary>
internal sealed class SendingDirection(Socket socket) : SocketDirection
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
                if (error != SocketError.Success) return TransportFailure.Of(error);
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
