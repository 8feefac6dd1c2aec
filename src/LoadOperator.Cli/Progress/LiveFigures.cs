using LoadOperator.Histograms;
using LoadOperator.Model.Contract;

namespace LoadOperator.Cli.Progress;

/// <summary>The last second of a round under way, over all generators.</summary>
internal sealed record LiveFigures(double Rate, double? P95Ms, long Errors)
{
    public static LiveFigures? Of(IReadOnlyList<RoundReport> reports)
    {
        var slices = reports.Select(r => r.Series.Count > 0 ? r.Series[^1] : null).OfType<TimeSlice>().ToList();
        if (slices.Count == 0) return null;
        var times = DurationHistogram.Create();
        foreach (var slice in slices)
            if (slice.ResponseTime is { } encoded) times.Add(HistogramCodec.Decode(encoded));
        return new LiveFigures(
            slices.Sum(s => s.Requests / s.LengthSeconds),
            times.TotalCount > 0 ? times.GetValueAtPercentile(95) / 1e6 : null,
            reports.Sum(r => r.Errors));
    }
}
