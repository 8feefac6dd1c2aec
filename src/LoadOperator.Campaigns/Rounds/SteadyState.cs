namespace LoadOperator.Campaigns.Rounds;

/// <summary>When a side is warm: the last two one-second P95s lie within 10 % of each other, or ten seconds have passed.</summary>
internal static class SteadyState
{
    public const int MaxSeconds = 10;
    private const double Tolerance = 0.10;

    public static bool IsReached(IReadOnlyList<double> p95OfSeconds) =>
        p95OfSeconds is [.., var previous, var last] && previous > 0 && last > 0 && Math.Abs(last - previous) <= Tolerance * Math.Max(last, previous);

    public static bool IsOver(IReadOnlyList<double> p95OfSeconds) => p95OfSeconds.Count >= MaxSeconds || IsReached(p95OfSeconds);
}
