using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What the kernel had counted of a target at several times, the earliest first.</summary>
public sealed record FigureSeries(IReadOnlyList<FigureSample> Samples)
{
    /// <summary>
    /// Of what the first look and the last have seen: of a gauge, the last in the window; of the rest, what it grew by, where growth between two looks is even.
    /// A step back is a count that began anew, and is no growth.
    /// </summary>
    /// <returns>Nothing where the window has no part of the series: that nobody looked is not 0.</returns>
    public IReadOnlyDictionary<string, double> Within(TimeWindow window)
    {
        if (Samples is not [var first, .., var last] || window.From >= window.To || window.From >= last.At || window.To <= first.At) return new Dictionary<string, double>();
        return first.Figures.Keys.Where(last.Figures.ContainsKey).ToDictionary(
            name => name,
            name =>
            {
                List<FigureSample> seen = [.. Samples.Where(s => s.Figures.ContainsKey(name))];
                return CounterNames.IsGauge(name)
                    ? seen.Last(s => s.At <= window.To).Figures[name]
                    : seen.Zip(seen.Skip(1), (a, b) => Math.Max(0, b.Figures[name] - a.Figures[name]) * ShareOf(a.At, b.At, window)).Sum();
            });
    }

    /// <summary>Which part of a time lies in a window.</summary>
    private static double ShareOf(DateTimeOffset from, DateTimeOffset to, TimeWindow window)
    {
        if (from == to) return from >= window.From && from < window.To ? 1 : 0;
        var (begin, end) = (from > window.From ? from : window.From, to < window.To ? to : window.To);
        return begin < end ? (end - begin) / (to - from) : 0;
    }
}

/// <summary>What the kernel had counted until a time, by name.</summary>
public sealed record FigureSample(DateTimeOffset At, IReadOnlyDictionary<string, double> Figures);
