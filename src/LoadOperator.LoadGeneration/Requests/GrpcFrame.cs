namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Whether the bytes of an answer are one message, whole and not compressed, as those of a call that is no stream are.</summary>
internal struct GrpcFrame
{
    private int _headBytes;
    private bool _isCompressed;
    private long _length;
    private long _received;

    public readonly bool IsWhole => _headBytes == GrpcCall.FrameBytes && !_isCompressed && _received == GrpcCall.FrameBytes + _length;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes[..Math.Min(bytes.Length, GrpcCall.FrameBytes - _headBytes)])
        {
            if (_headBytes++ == 0) _isCompressed = value != 0;
            else _length = _length << 8 | value;
        }

        _received += bytes.Length;
    }
}
