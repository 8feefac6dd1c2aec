using System.Buffers;
using System.Globalization;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Bytes that are written anew for each request or answer, into the same memory.</summary>
internal sealed class ReusedBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Append<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        // No number and no UUID is longer.
        const int Longest = 40;
        value.TryFormat(Room(Longest), out var written, format, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Room for so many bytes; what has been written of them is added by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size) => Room(size);

    public void Advance(int written) => Length += written;

    public Span<byte> GetSpan(int sizeHint = 0) => Room(Math.Max(1, sizeHint));

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Room(Math.Max(1, sizeHint));
        return _bytes.AsMemory(Length);
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - Length < size) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        return _bytes.AsSpan(Length);
    }
}
