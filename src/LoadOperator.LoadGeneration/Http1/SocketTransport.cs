using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>A connection without TLS.</summary>
internal sealed class SocketTransport(Socket socket) : ITransport
{
    private readonly SocketOperation _receive = new();
    private readonly SocketOperation _send = new();

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return _receive.ReceiveAsync(socket, buffer);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(TransportFailure.Broken);
        }
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return _send.SendAsync(socket, bytes);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(TransportFailure.Broken);
        }
    }

    public bool HasNews() => socket.HasNews();

    public TcpCounts? Tcp() => TcpCounts.Of(socket);

    public void Dispose()
    {
        socket.Dispose();
        _receive.Dispose();
        _send.Dispose();
    }
}
