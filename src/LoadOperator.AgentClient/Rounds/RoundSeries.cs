using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>The course of a round: the P95 of the response times, slice by slice, of all generators together.</summary>
internal static class RoundSeries
{
    /// <summary>A round of hours has slices enough; more of them together show the same course.</summary>
    private const int MostPoints = 60;

    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>In milliseconds. Slices without an answer have no P95 and are left out.</summary>
    /// <exception cref="FormatException">A report holds something that is no histogram.</exception>
    public static IReadOnlyList<double> P95Of(IReadOnlyList<RoundReport> reports)
    {
        // Generators end their slices by timers of their own, within a part of a second of each other.
        var slices = reports.SelectMany(r => r.Series).Where(s => s.ResponseTime is not null).ToLookup(s => (long)Math.Round(s.EndSeconds));
        if (slices.Count == 0) return [];
        var perPoint = (slices.Count + MostPoints - 1) / MostPoints;
        return [.. slices.OrderBy(s => s.Key).Chunk(perPoint).Select(chunk => P95Of(chunk.SelectMany(slice => slice))).Where(p95 => p95 > 0)];
    }

    private static double P95Of(IEnumerable<TimeSlice> slices)
    {
        HistogramBase sum = DurationHistogram.Create();
        foreach (var slice in slices) sum.Add(HistogramCodec.Decode(slice.ResponseTime!));
        return sum.TotalCount == 0 ? 0 : sum.GetValueAtPercentile(95) / NanosecondsPerMillisecond;
    }
}
