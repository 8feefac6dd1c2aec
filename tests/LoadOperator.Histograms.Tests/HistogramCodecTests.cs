using System.Text;
using CsCheck;
using HdrHistogram;

namespace LoadOperator.Histograms.Tests;

public sealed class HistogramCodecTests
{
    [Fact]
    public void Decode_Encoded_IsTheSameHistogram() =>
        Gen.Long[1, DurationHistogram.HighestNs / 2].Array[0, 2000].Sample(
            values =>
            {
                var histogram = DurationHistogram.Create();
                foreach (var value in values) histogram.RecordClamped(value);

                var decoded = HistogramCodec.Decode(HistogramCodec.Encode(histogram));

                return decoded.TotalCount == values.Length
                    && decoded.GetMaxValue() == histogram.GetMaxValue()
                    && histogram.RecordedValues().Zip(decoded.RecordedValues()).All(p => p.First.ValueIteratedTo == p.Second.ValueIteratedTo && p.First.CountAtValueIteratedTo == p.Second.CountAtValueIteratedTo);
            },
            iter: 50);

    [Fact]
    public void Encode_Histogram_IsAZlibStreamWithAChecksum()
    {
        // Other ports refuse a stream without one: the last four bytes are Adler-32 of the plain encoding.
        var bytes = Convert.FromBase64String(HistogramCodec.Encode(DurationHistogram.Create()));

        Assert.Equal([0x1c, 0x84, 0x93, 0x14], bytes[..4]);
        using var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(bytes, 8, bytes.Length - 8), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        uint a = 1, b = 0;
        foreach (var x in plain.ToArray())
        {
            a = (a + x) % 65521;
            b = (b + a) % 65521;
        }

        Assert.Equal([(byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a], bytes[^4..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("HISTFAAAAAB4nA==")]
    public void Decode_Garbage_IsAFormatException(string text) => Assert.Throws<FormatException>(() => HistogramCodec.Decode(text));

    [Fact]
    public void Decode_DamagedAnywhere_IsAFormatExceptionOrAHistogram()
    {
        var histogram = DurationHistogram.Create();
        for (var i = 1; i < 1000; i++) histogram.RecordClamped(i * 1000);
        var good = Convert.FromBase64String(HistogramCodec.Encode(histogram));
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0x55;
            try
            {
                HistogramCodec.Decode(Convert.ToBase64String(bad));
            }
            catch (FormatException)
            {
                // What a reader of a damaged file expects.
            }
        }
    }

    [Fact]
    public void RecordClamped_OutsideTheRange_CountsAtItsEnds()
    {
        var histogram = DurationHistogram.Create();

        histogram.RecordClamped(-5);
        histogram.RecordClamped(long.MaxValue);

        Assert.Equal(2, histogram.TotalCount);
        Assert.Equal(1, histogram.GetCountAtValue(DurationHistogram.LowestNs));
        Assert.InRange(histogram.GetMaxValue(), DurationHistogram.HighestNs * 997 / 1000, DurationHistogram.HighestNs * 1003 / 1000);
    }

    // HdrHistogram's reference: 10,000 × 1 ms and 1 × 100 s, with an expected interval of 10 ms.
    [Fact]
    public void Percentiles_ReferenceScenario_HaveTheKnownFigures()
    {
        LongHistogram corrected = DurationHistogram.Create(), raw = DurationHistogram.Create();
        for (var i = 0; i < 10_000; i++)
        {
            corrected.RecordValueWithExpectedInterval(1_000_000, 10_000_000);
            raw.RecordValue(1_000_000);
        }

        corrected.RecordValueWithExpectedInterval(100_000_000_000, 10_000_000);
        raw.RecordValue(100_000_000_000);

        Assert.Equal(20_000, corrected.TotalCount);
        foreach (var (percentile, seconds) in new[] { (50.0, 0.001), (75, 50), (90, 80), (99, 98) })
            Assert.Equal(1, corrected.GetValueAtPercentile(percentile) / 1e9 / seconds, 0.001);
        Assert.Equal(1, raw.GetValueAtPercentile(99.99) / 1e6, 0.001);
    }

    [Fact]
    public void Log_Written_IsAsciiWithTagsAndReadsBack()
    {
        var histogram = DurationHistogram.Create();
        histogram.RecordClamped(5_000_000);
        using var text = new StringWriter();

        HistogramLog.Write(text, DateTimeOffset.UnixEpoch.AddSeconds(10), TimeSpan.FromSeconds(2), [("response", histogram)]);

        Assert.True(Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text.ToString())) == text.ToString());
        Assert.StartsWith("#[Histogram log format version 1.3]\n#[StartTime: 10.000 (seconds since epoch)", text.ToString(), StringComparison.Ordinal);
        var line = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(',');
        Assert.Equal(("Tag=response", "10.000", "2.000"), (line[0], line[1], line[2]));
        Assert.Equal(5.0, double.Parse(line[3], System.Globalization.CultureInfo.InvariantCulture), 0.01);
        Assert.Equal(1, HistogramCodec.Decode(line[4]).TotalCount);
    }
}
