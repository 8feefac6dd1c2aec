using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Measurements;

/// <summary>What a unit tells about its values.</summary>
public static class MetricUnit
{
    private static readonly string[] Times = ["ns", "µs", "us", "ms", "s", "sec", "min", "h"];

    /// <summary>More is better of rates (<c>MB/s</c>, and everything else per second) and of what is called a throughput; less of all else.</summary>
    public static Better BetterOf(string unit) => IsRate(unit) ? Better.Higher : Better.Lower;

    /// <summary>
    /// Whether the values are read off a clock. Such a value is never 0 and never twice the same, unless the clock was too
    /// coarse. Everything else is counted: 0 B/op and 5 allocs/op in every run are ordinary.
    /// </summary>
    public static bool IsClocked(string unit) => IsRate(unit) || Times.Contains(unit[..(unit.IndexOf('/') is var slash and > 0 ? slash : unit.Length)].Split('-')[^1]);

    private static bool IsRate(string unit) =>
        unit.EndsWith("/s", StringComparison.Ordinal) || unit.EndsWith("/sec", StringComparison.Ordinal) || unit.Contains("throughput", StringComparison.OrdinalIgnoreCase);
}
