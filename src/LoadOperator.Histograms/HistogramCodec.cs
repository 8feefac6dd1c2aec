using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace LoadOperator.Histograms;

/// <summary>
/// HdrHistogram's V2 encoding, compressed, in base64: a cookie, a length, and a zlib stream of the plain encoding. The library
/// writes streams without a checksum, which other ports refuse, and reads at most one block of a stream back; so the
/// compression is done here, and the library sees only the plain encoding.
/// </summary>
public static class HistogramCodec
{
    /// <summary>The cookie of compressed V2; the second digit from the right marks the variable-length words.</summary>
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int HeaderSize = 8;

    /// <summary>No histogram in the contract's range is larger when unpacked.</summary>
    private const int LargestPlain = 4 * 1024 * 1024;

    public static string Encode(HistogramBase histogram)
    {
        var plain = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var length = histogram.Encode(plain, HistogramEncoderV2.Instance);
        plain.Position = 0;
        using var packed = new MemoryStream();
        packed.Write(stackalloc byte[HeaderSize]);
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < length; i++) zlib.WriteByte(plain.Get());
        var bytes = packed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - HeaderSize);
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">The text is not such an encoding.</exception>
    public static HistogramBase Decode(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes.Length < HeaderSize || BinaryPrimitives.ReadInt32BigEndian(bytes) != CompressedCookie) throw new FormatException("the histogram does not start with the cookie of the compressed V2 encoding");
            using var plain = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(bytes, HeaderSize, bytes.Length - HeaderSize), CompressionMode.Decompress))
            {
                var buffer = new byte[16 * 1024];
                while (zlib.Read(buffer) is var read and > 0)
                {
                    if (plain.Length + read > LargestPlain) throw new FormatException($"the histogram unpacks to more than {LargestPlain} bytes");
                    plain.Write(buffer, 0, read);
                }
            }

            return HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(plain.ToArray()), 0);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or NotSupportedException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("not a histogram in HdrHistogram's compressed V2 encoding: " + exception.Message, exception);
        }
    }
}
