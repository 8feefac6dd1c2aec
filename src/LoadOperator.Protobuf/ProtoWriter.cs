using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LoadOperator.Protobuf;

/// <summary>Protocol Buffers' wire format.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding</remarks>
internal sealed class ProtoWriter
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Delimited = 2;
    public const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Tag(int field, int wireType) => Unsigned((ulong)field << 3 | (uint)wireType);

    public void Unsigned(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    public void Signed(long value) => Unsigned((ulong)value);

    /// <summary>As sint32 and sint64 have it: small numbers are short, whatever their sign.</summary>
    public void ZigZag(long value) => Unsigned((ulong)(value << 1 ^ value >> 63));

    public void Four(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Eight(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    public void Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));
}
