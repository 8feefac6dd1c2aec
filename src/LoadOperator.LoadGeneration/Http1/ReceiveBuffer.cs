using System.Buffers;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>Bytes of a connection that have come and are not yet consumed. It grows where a line does not fit, or where bodies fill it; never beyond a bound.</summary>
internal sealed class ReceiveBuffer : IDisposable
{
    private const int SmallestSize = 4 * 1024;
    private const int LargestSize = 2 * ResponseParser.LongestHead;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(SmallestSize);
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Filled => _bytes.AsSpan(_start, _end - _start);

    public bool IsEmpty => _start == _end;

    /// <summary>Room for more.</summary>
    public Memory<byte> Free()
    {
        if (_end == _bytes.Length) MakeRoom();
        return _bytes.AsMemory(_end);
    }

    public void Fill(int count) => _end += count;

    public void Consume(int count)
    {
        _start += count;
        // Full and consumed whole: a body that comes faster than it is counted.
        if (_start == _bytes.Length && _bytes.Length < LargestSize) Resize(_bytes.Length * 2);
        if (_start == _end) _start = _end = 0;
    }

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }

    private void MakeRoom()
    {
        if (_start == 0)
        {
            Resize(_bytes.Length * 2);
            return;
        }

        Filled.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
    }

    private void Resize(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        var filled = Filled;
        filled.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        (_start, _end, _bytes) = (0, filled.Length, larger);
    }
}
