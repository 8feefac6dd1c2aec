using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>Opening a TCP connection.</summary>
internal sealed partial class ConnectingDirection(Socket socket) : SocketDirection
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
