using System.Buffers.Binary;
using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What TCP has done on one connection, or on several.</summary>
/// <param name="Sent">Segments with data, those sent again included.</param>
/// <param name="Retransmitted">Segments sent again, with data or without.</param>
internal readonly record struct TcpCounts(long Sent, long Retransmitted)
{
    // linux/tcp.h: struct tcp_info only ever grows at its end.
    private const int Level = 6;
    private const int Info = 11;
    private const int TotalRetransAt = 100;
    private const int DataSegsOutAt = 156;
    private const int Length = DataSegsOutAt + sizeof(uint);

    public static TcpCounts operator +(TcpCounts a, TcpCounts b) => new(a.Sent + b.Sent, a.Retransmitted + b.Retransmitted);

    public static TcpCounts operator -(TcpCounts a, TcpCounts b) => new(a.Sent - b.Sent, a.Retransmitted - b.Retransmitted);

    /// <summary>Null where the system does not say, or the socket is gone.</summary>
    public static TcpCounts? Of(Socket socket)
    {
        try
        {
            Span<byte> info = stackalloc byte[Length];
            return socket.GetRawSocketOption(Level, Info, info) < Length
                ? null
                : new TcpCounts(BinaryPrimitives.ReadUInt32LittleEndian(info[DataSegsOutAt..]), BinaryPrimitives.ReadUInt32LittleEndian(info[TotalRetransAt..]));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
