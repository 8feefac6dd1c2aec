using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>
/// Bytes to and from a target. What goes wrong is a result and no exception: a target that resets thousands of connections a
/// second must not cost the generator the time to measure the others.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <returns>How many bytes came; 0 where the target has closed; otherwise one of <see cref="TransportFailure"/>.</returns>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <returns>How many bytes were taken, which is all of them; otherwise one of <see cref="TransportFailure"/>.</returns>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether an idle connection has been closed by the target, or holds bytes that nobody asked for.</summary>
    /// <param name="asks">Whether to ask the system, which costs a call, also where the event loop has told nothing.</param>
    bool HasNews(bool asks);

    /// <summary>What TCP has done, up to the end where it is closed; null where that cannot be seen.</summary>
    TcpCounts? Tcp();
}

/// <summary>Why bytes could not be sent or received.</summary>
internal static class TransportFailure
{
    /// <summary>The connection is gone.</summary>
    public const int Broken = -1;

    /// <summary>This machine lacks a port, a descriptor or memory.</summary>
    public const int Starved = -2;

    /// <summary>The other side has refused what TLS was told, or what it sends is no TLS.</summary>
    public const int Insecure = -3;

    public static int Of(SocketError error) => error == SocketError.NoBufferSpaceAvailable ? Starved : Broken;
}
