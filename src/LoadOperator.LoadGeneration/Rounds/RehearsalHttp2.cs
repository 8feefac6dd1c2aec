using System.Buffers.Binary;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Just as much of a server's part of HTTP/2 (RFC 9113) as a rehearsal needs: every request gets the same answer, which gRPC understands as well.</summary>
internal static class RehearsalHttp2
{
    private const int PrefaceBytes = 24;
    private const int HeadBytes = 9;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    /// <summary>RFC 7541: ":status: 200" of the static table, and its name "content-type" with a value.</summary>
    private static readonly byte[] Head = [0x88, 0x0F, 0x10, 16, .. "application/grpc"u8];

    private static readonly byte[] Trailers = [0x00, 11, .. "grpc-status"u8, 1, (byte)'0'];

    /// <summary>A gRPC message without any field.</summary>
    private static readonly byte[] Message = [0, 0, 0, 0, 0];

    /// <exception cref="EndOfStreamException">The client has gone.</exception>
    public static async Task ServeAsync(Stream stream, CancellationToken cancellation)
    {
        var frame = new byte[HeadBytes + 16 * 1024];
        await stream.ReadExactlyAsync(frame.AsMemory(0, PrefaceBytes), cancellation).ConfigureAwait(false);
        await stream.WriteAsync(Frame(Settings, 0, 0, []), cancellation).ConfigureAwait(false);
        while (true)
        {
            await stream.ReadExactlyAsync(frame.AsMemory(0, HeadBytes), cancellation).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadInt32BigEndian(frame) >> 8;
            await stream.ReadExactlyAsync(frame.AsMemory(HeadBytes, length), cancellation).ConfigureAwait(false);
            if (AnswerTo(frame[3], frame[4], BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(5)), frame.AsSpan(HeadBytes, length)) is { Length: > 0 } answer)
                await stream.WriteAsync(answer, cancellation).ConfigureAwait(false);
        }
    }

    private static byte[] AnswerTo(byte type, byte flags, int stream, ReadOnlySpan<byte> content) => type switch
    {
        Settings when (flags & Acknowledged) == 0 => Frame(Settings, Acknowledged, 0, []),
        Ping when (flags & Acknowledged) == 0 => Frame(Ping, Acknowledged, 0, content),
        Headers when (flags & EndStream) != 0 => Whole(stream),
        // What has been read may be sent again, on the connection; no stream sends as much as one may.
        Data => [.. content.Length > 0 ? Frame(WindowUpdate, 0, 0, [0, 0, (byte)(content.Length >> 8), (byte)content.Length]) : [], .. (flags & EndStream) != 0 ? Whole(stream) : []],
        _ => [],
    };

    private static byte[] Whole(int stream) => [.. Frame(Headers, EndHeaders, stream, Head), .. Frame(Data, 0, stream, Message), .. Frame(Headers, EndHeaders | EndStream, stream, Trailers)];

    private static byte[] Frame(byte type, int flags, int stream, ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeadBytes + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length << 8 | type);
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        content.CopyTo(frame.AsSpan(HeadBytes));
        return frame;
    }
}
