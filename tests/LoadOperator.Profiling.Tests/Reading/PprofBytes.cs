using System.IO.Compression;
using System.Text;

namespace LoadOperator.Profiling.Tests.Reading;

/// <summary>Writes pprof's format, field by field.</summary>
internal static class PprofBytes
{
    /// <param name="types">Type and unit of each column.</param>
    /// <param name="samples">A stack from the leaf to the root, and a value for each column.</param>
    public static byte[] Of((string Type, string Unit)[] types, params (string[] Leaves, long[] Values)[] samples)
    {
        List<string> texts = [""];
        ulong Text(string text)
        {
            if (!texts.Contains(text)) texts.Add(text);
            return (ulong)texts.IndexOf(text);
        }

        using var stream = new MemoryStream();
        var functions = samples.SelectMany(s => s.Leaves).Distinct().ToList();
        foreach (var (type, unit) in types) Message(stream, 1, [.. Number(1, Text(type)), .. Number(2, Text(unit))]);
        foreach (var (leaves, values) in samples)
            Message(stream, 2, [.. Packed(1, leaves.Select(l => (ulong)functions.IndexOf(l) + 1)), .. Packed(2, values.Select(v => (ulong)v))]);
        for (ulong id = 1; id <= (ulong)functions.Count; id++)
        {
            Message(stream, 4, [.. Number(1, id), .. Bytes(4, Number(1, id))]);
            Message(stream, 5, [.. Number(1, id), .. Number(2, Text(functions[(int)id - 1]))]);
        }

        foreach (var text in texts) Message(stream, 6, Encoding.UTF8.GetBytes(text));
        stream.Write(Number(10, 2_000_000_000));
        return stream.ToArray();
    }

    public static byte[] Zip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static void Message(Stream stream, int field, byte[] content) => stream.Write(Bytes(field, content));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint((ulong)field << 3 | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static byte[] Packed(int field, IEnumerable<ulong> values) => Bytes(field, [.. values.SelectMany(Varint)]);

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
