using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>A connection as the framework's client reads it, which tells when the target says that it goes (RFC 9113, section 6.8), or is gone, before the client sees it.</summary>
internal sealed class DepartureWatch(Stream inner, Action departed) : AsynchronousStream
{
    private const int HeadBytes = 9;
    private const byte GoAway = 7;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _headBytes;
    private int _payloadLeft;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var received = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (received == 0 && !buffer.IsEmpty) departed();
            Follow(buffer.Span[..received]);
            return received;
        }
        catch
        {
            departed();
            throw;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>From frame to frame (RFC 9113, section 4.1): of each the head, and past what it carries.</summary>
    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_payloadLeft > 0)
            {
                var passed = Math.Min(_payloadLeft, bytes.Length);
                _payloadLeft -= passed;
                bytes = bytes[passed..];
                continue;
            }

            var taken = Math.Min(HeadBytes - _headBytes, bytes.Length);
            bytes[..taken].CopyTo(_head.AsSpan(_headBytes));
            _headBytes += taken;
            bytes = bytes[taken..];
            if (_headBytes < HeadBytes) return;
            (_headBytes, _payloadLeft) = (0, BinaryPrimitives.ReadInt32BigEndian(_head) >>> 8);
            if (_head[3] == GoAway) departed();
        }
    }
}
