using System.Text;

namespace LoadOperator.Profiling.Reading;

/// <summary>Walks through the fields of one message of a protocol buffer (protobuf.dev/programming-guides/encoding).</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public int Field { get; private set; }

    /// <summary>Of a field that is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Of a field that is text, a message, or packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    private bool IsPacked { get; set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The message ends in the middle of a field, or is none.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Varint(ref _rest);
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Number = 0;
        Bytes = default;
        IsPacked = false;
        switch (tag & 7)
        {
            case 0:
                Number = Varint(ref _rest);
                return true;
            case 1:
                Take(8);
                return true;
            case 2:
                Bytes = Take(Varint(ref _rest));
                IsPacked = true;
                return true;
            case 5:
                Take(4);
                return true;
            default:
                throw new InvalidDataException($"field {Field} has wire type {tag & 7}");
        }
    }

    /// <summary>The numbers of a field that may be repeated, packed or not.</summary>
    public readonly void AddNumbersTo(List<ulong> numbers)
    {
        if (!IsPacked)
        {
            numbers.Add(Number);
            return;
        }

        var rest = Bytes;
        while (!rest.IsEmpty) numbers.Add(Varint(ref rest));
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw new InvalidDataException("it ends in the middle");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (rest.IsEmpty) throw new InvalidDataException("it ends in the middle");
            var next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("a number has more than ten bytes");
    }
}
