using LoadOperator.Statistics;
using LoadOperator.Statistics.Trends;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>
/// Whether a scored round settled, or its latency went on rising or falling from second to second: a queue that grows, a cache that fills, a leak. That is
/// something the target does, so it is told and never a reason to run the round again.
/// </summary>
/// <param name="Change">By how much the P95 changed from the first slice to the last, by the slope of its logs; 0.1 is 10 %.</param>
/// <param name="P">The p value of that trend.</param>
public sealed record Settling(double Change, double P)
{
    private const double Level = 0.01;

    /// <summary>As much as two seconds of warm-up may differ. A long round shows trends that are too small to matter.</summary>
    private const double LeastChange = 0.10;

    public bool IsUnsettled => P < Level && Math.Abs(Math.Log(1 + Change)) > Math.Log(1 + LeastChange);

    /// <summary>Judges the time series of a round; null where it is too short to tell, or has values that have no logarithm.</summary>
    /// <param name="p95OfSlices">The P95 of each slice, in the order of time.</param>
    public static Settling? Of(IReadOnlyList<double> p95OfSlices)
    {
        if (p95OfSlices.Count < TrendTest.Fewest || !p95OfSlices.All(x => x > 0)) return null;
        var trend = TrendTest.Of(Sample.Logs(p95OfSlices));
        return new Settling(Math.Exp(trend.Slope * (p95OfSlices.Count - 1)) - 1, trend.P);
    }
}
