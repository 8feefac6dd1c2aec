using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>A connection with TLS.</summary>
internal sealed class TlsTransport(LoopSocket socket, SslStream stream) : ITransport
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return FailureOf(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes).ConfigureAwait(false);
            return bytes.Length;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return FailureOf(exception);
        }
    }

    /// <summary>Where the connection is gone, or ends in the middle of a record, there is no inner exception.</summary>
    private static int FailureOf(Exception exception) => exception is AuthenticationException or IOException { InnerException: not null } ? TransportFailure.Insecure : TransportFailure.Broken;

    /// <summary>A ticket for a later session would be news as well; it costs a new connection, once.</summary>
    public bool HasNews(bool asks) => socket.HasNews(asks);

    public TcpCounts? Tcp() => socket.Tcp();

    public void Dispose()
    {
        // The socket first: the stream would send its farewell and wait for room to do so.
        socket.Dispose();
        stream.Dispose();
    }
}
