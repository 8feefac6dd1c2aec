using System.Runtime.CompilerServices;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>A connection as a stream, for those who speak to one: TLS, and the framework's client of HTTP/2. Who wants to give up a read or a write closes the connection.</summary>
internal sealed class LoopStream(LoopSocket socket) : AsynchronousStream
{
    /// <exception cref="IOException">The connection is gone.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Some ask for nothing, to learn when there is something: it is no promise.
        if (buffer.IsEmpty) return 0;
        var received = await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        return received >= 0 ? received : throw new IOException("the connection is gone");
    }

    /// <exception cref="IOException">The connection is gone.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await socket.SendAsync(buffer).ConfigureAwait(false) < 0) throw new IOException("the connection is gone");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) socket.Dispose();
        base.Dispose(disposing);
    }
}
