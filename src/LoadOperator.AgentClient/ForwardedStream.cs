using k8s;

namespace LoadOperator.AgentClient;

/// <summary>One forwarded port as a stream; closing it closes the forwarding.</summary>
internal sealed class ForwardedStream : Stream
{
    private readonly StreamDemuxer _demuxer;
    private readonly Stream _inner;

    public ForwardedStream(StreamDemuxer demuxer, byte channel)
    {
        _demuxer = demuxer;
        _inner = demuxer.GetStream(channel, channel);
        demuxer.Start();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    /// <summary>The inner stream reads by blocking: a thread of the pool waits in its place.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[buffer.Length];
        var read = await Task.Run(() => _inner.Read(bytes, 0, bytes.Length), cancellationToken).ConfigureAwait(false);
        bytes.AsMemory(0, read).CopyTo(buffer);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _demuxer.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
