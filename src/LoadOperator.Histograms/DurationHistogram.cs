using HdrHistogram;

namespace LoadOperator.Histograms;

/// <summary>Histograms of durations in nanoseconds, from 1 ns to one hour, to three significant digits (the library rounds values of more than 36 minutes to 0.2 %).</summary>
public static class DurationHistogram
{
    public const long LowestNs = 1;
    public const long HighestNs = 3_600_000_000_000;
    private const int Digits = 3;

    public static LongHistogram Create() => new(LowestNs, HighestNs, Digits);

    /// <summary>Records a duration; what is outside the range counts at its end.</summary>
    public static void RecordClamped(this HistogramBase histogram, long nanoseconds) =>
        histogram.RecordValue(Math.Clamp(nanoseconds, LowestNs, HighestNs));
}
