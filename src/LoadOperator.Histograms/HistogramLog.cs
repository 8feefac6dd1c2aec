using System.Globalization;
using HdrHistogram;

namespace LoadOperator.Histograms;

/// <summary>
/// HdrHistogram's log format, version 1.3: a line per histogram, with its tag, start, length and maximum. Written in ASCII,
/// which every reader takes; the library's own writer uses UTF-16.
/// </summary>
public static class HistogramLog
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <param name="writer">Where to write.</param>
    /// <param name="start">When the interval of all histograms began.</param>
    /// <param name="length">How long it was.</param>
    /// <param name="histograms">The histograms by tag.</param>
    public static void Write(TextWriter writer, DateTimeOffset start, TimeSpan length, IEnumerable<(string Tag, HistogramBase Histogram)> histograms)
    {
        var seconds = start.ToUnixTimeMilliseconds() / 1000.0;
        Line($"#[Histogram log format version 1.3]");
        Line($"#[StartTime: {seconds:F3} (seconds since epoch), {start:o}]");
        Line($"#[BaseTime: 0.000 (seconds since epoch)]");
        Line($"\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
        foreach (var (tag, histogram) in histograms)
            Line($"Tag={tag},{seconds:F3},{length.TotalSeconds:F3},{histogram.GetMaxValue() / NanosecondsPerMillisecond:F3},{HistogramCodec.Encode(histogram)}");

        void Line(FormattableString text) => writer.Write(text.ToString(CultureInfo.InvariantCulture) + "\n");
    }
}
