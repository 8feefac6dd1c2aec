using System.Buffers.Text;
using LoadOperator.LoadGeneration.Answers;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// Reads an answer from bytes as they come. Only whole lines are looked at, so the result is the same however the bytes were cut
/// into pieces; bodies are counted, and kept only where somebody wants to look into them.
/// </summary>
internal sealed class ResponseParser
{
    /// <summary>Bytes of status line and fields, those of interim answers included; of trailers; and of the line before a chunk.</summary>
    public const int LongestHead = 64 * 1024;

    /// <summary>Interim answers (1xx) before the answer itself.</summary>
    public const int MostInterimAnswers = 32;

    private const int LongestChunkSize = 15;

    private readonly ResponseHead _head = new();
    private Phase _phase;
    private KeptAnswer? _kept;
    private bool _isToHead;
    private int _lineBytes;
    private int _interimAnswers;
    private long _left;

    private enum Phase
    {
        StatusLine,
        Fields,
        Body,
        UntilClose,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
        Complete,
        Failed,
    }

    /// <summary>Whether a byte of an answer has come.</summary>
    public bool HasBegun { get; private set; }

    public bool IsComplete => _phase == Phase.Complete;

    /// <summary>Whether what came is no answer of HTTP/1.</summary>
    public bool HasFailed => _phase == Phase.Failed;

    public int Status => _head.Status;

    /// <summary>Bytes of the body so far, without what frames chunks.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Whether the connection may carry another request after this answer.</summary>
    public bool KeepsAlive { get; private set; }

    /// <summary>Begins an answer.</summary>
    /// <param name="isToHead">It answers a HEAD request, and so has no body whatever it says.</param>
    /// <param name="kept">Where the answer is kept, if at all.</param>
    public void Begin(bool isToHead, KeptAnswer? kept = null)
    {
        _kept = kept;
        kept?.Clear();
        (_phase, _isToHead, _lineBytes, _interimAnswers, _left) = (Phase.StatusLine, isToHead, 0, 0, 0);
        (HasBegun, BodyBytes, KeepsAlive) = (false, 0, false);
    }

    /// <returns>How many of the bytes are done with; the rest is the beginning of a line, or does not belong to the answer.</returns>
    public int Parse(ReadOnlySpan<byte> bytes)
    {
        HasBegun |= bytes.Length > 0;
        var consumed = 0;
        while (consumed < bytes.Length && _phase < Phase.Complete)
        {
            var step = _phase is Phase.Body or Phase.UntilClose or Phase.Chunk ? Count(bytes[consumed..]) : Line(bytes[consumed..]);
            if (step == 0) break;
            consumed += step;
        }

        return consumed;
    }

    /// <summary>The target has closed the connection, which ends an answer without a length.</summary>
    public void End()
    {
        if (_phase == Phase.UntilClose) _phase = Phase.Complete;
    }

    private int Count(ReadOnlySpan<byte> available)
    {
        var count = _phase == Phase.UntilClose ? available.Length : (int)Math.Min(available.Length, _left);
        _kept?.KeepBody(available[..count]);
        BodyBytes += count;
        if (_phase == Phase.UntilClose) return count;
        _left -= count;
        if (_left == 0) _phase = _phase == Phase.Body ? Phase.Complete : Phase.ChunkEnd;
        return count;
    }

    private int Line(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var isPartial = end < 0;
        // What does not begin like an answer never will, and may never end a line either.
        var start = ResponseHead.Start;
        if (_phase == Phase.StatusLine && !bytes[..Math.Min(bytes.Length, start.Length)].SequenceEqual(start[..Math.Min(bytes.Length, start.Length)])) return Fail();
        if (_lineBytes + (isPartial ? bytes.Length : end) >= LongestHead) return Fail();
        if (isPartial) return 0;
        _lineBytes += end + 1;
        var line = bytes[..(end > 0 && bytes[end - 1] == '\r' ? end - 1 : end)];
        _phase = _phase switch
        {
            Phase.StatusLine => _head.TryStatusLine(line) ? Phase.Fields : Phase.Failed,
            Phase.Fields when line.IsEmpty => AfterHead(),
            Phase.Fields => _head.TryField(line) ? AfterField(line) : Phase.Failed,
            Phase.ChunkSize => AfterChunkSize(line),
            Phase.ChunkEnd => line.IsEmpty ? NextChunk() : Phase.Failed,
            _ => line.IsEmpty ? Phase.Complete : Phase.Trailers,
        };
        return end + 1;
    }

    private int Fail()
    {
        _phase = Phase.Failed;
        return 0;
    }

    private Phase AfterField(ReadOnlySpan<byte> line)
    {
        _kept?.KeepField(line);
        return Phase.Fields;
    }

    private Phase AfterHead()
    {
        if (_head.Status < 200)
        {
            _kept?.Clear();
            // 101 would change the protocol, which nobody asked for.
            return _head.Status == 101 || ++_interimAnswers > MostInterimAnswers ? Phase.Failed : Phase.StatusLine;
        }

        KeepsAlive = _head.KeepsAlive;
        if (_isToHead || _head.Status is 204 or 304) return Phase.Complete;
        if (_head.IsEncoded)
        {
            // A length beside the encoding is how answers are smuggled: obey the encoding, and trust the connection no further.
            KeepsAlive &= _head.IsChunked && _head.ContentLength is null;
            return _head.IsChunked ? NextChunk() : Phase.UntilClose;
        }

        if (_head.ContentLength is not { } length)
        {
            KeepsAlive = false;
            return Phase.UntilClose;
        }

        _left = length;
        return length == 0 ? Phase.Complete : Phase.Body;
    }

    private Phase NextChunk()
    {
        _lineBytes = 0;
        return Phase.ChunkSize;
    }

    private Phase AfterChunkSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var size = (extension < 0 ? line : line[..extension]).TrimEnd(" \t"u8);
        if (size.IsEmpty || size.Length > LongestChunkSize) return Phase.Failed;
        if (!Utf8Parser.TryParse(size, out _left, out var digits, 'x') || digits != size.Length || _left < 0) return Phase.Failed;
        _lineBytes = 0;
        return _left == 0 ? Phase.Trailers : Phase.Chunk;
    }
}
