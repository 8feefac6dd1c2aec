using System.Buffers.Binary;

namespace LoadOperator.Protobuf;

/// <summary>A value as it came: a number where its wire type is one, otherwise bytes.</summary>
internal readonly record struct WireValue(int WireType, ulong Number, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads Protocol Buffers' wire format, and trusts nothing of it.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding</remarks>
internal struct ProtoReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Messages within messages, as many as Google's own readers take.</summary>
    public const int MostDepth = 100;

    private const int StartGroup = 3;
    private const int EndGroup = 4;
    private const int LongestVarint = 10;

    private int _at;

    public readonly bool IsAtEnd => _at == bytes.Length;

    public (int Field, int WireType) Tag()
    {
        var tag = Varint();
        return tag is >= 8 and <= uint.MaxValue ? ((int)(tag >> 3), (int)(tag & 7)) : throw new ProtoException($"answer: {tag} is no field's tag");
    }

    public WireValue Value(int field, int wireType)
    {
        switch (wireType)
        {
            case ProtoWriter.Varint: return new(wireType, Varint(), default);
            case ProtoWriter.Fixed64: return new(wireType, BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span), default);
            case ProtoWriter.Fixed32: return new(wireType, BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span), default);
            case ProtoWriter.Delimited: return new(wireType, 0, Take(Varint()));
            case StartGroup:
                SkipGroup(field, 1);
                return new(wireType, 0, default);
            default: throw new ProtoException($"answer: a value of the wire type {wireType}");
        }
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            var part = Take(1).Span[0];
            value |= (ulong)(part & 0x7F) << 7 * i;
            if (part < 0x80) return value;
        }

        throw new ProtoException("answer: a number without end");
    }

    private ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - _at)) throw new ProtoException("answer: it is cut short");
        var taken = bytes.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private void SkipGroup(int group, int depth)
    {
        if (depth > MostDepth) throw new ProtoException($"answer: more than {MostDepth} groups within each other");
        while (true)
        {
            var (field, wireType) = Tag();
            if (wireType == EndGroup)
            {
                if (field != group) throw new ProtoException("answer: a group ends that had not begun");
                return;
            }

            if (wireType == StartGroup) SkipGroup(field, depth + 1);
            else Value(field, wireType);
        }
    }
}
