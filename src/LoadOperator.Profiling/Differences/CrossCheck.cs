using System.Globalization;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics.Multiplicity;

namespace LoadOperator.Profiling.Differences;

/// <summary>Says in words what went together with a change of latency: CPU, allocation, waiting, and what can follow from them.</summary>
public static class CrossCheck
{
    /// <summary>A change of a total or a counter is told where its q is below this, as there are several. It is a hint, not a verdict.</summary>
    private const double Level = 0.05;

    /// <summary>Where stacks hold less than this share of what latency grew by, most of the cause is elsewhere.</summary>
    private const double Most = 0.5;

    private const int LongestMethod = 256;

    /// <summary>For instance <c>latency.p95 +9.0 %; allocation per request +41 %, in OrderParser.Parse; GC pause +30 %: consistent with allocation</c>.</summary>
    /// <param name="latency">What was measured beside the profiles; null where nothing was.</param>
    public static string Of(ProfileComparison comparison, DecidingChange? latency)
    {
        List<string> parts = latency is null ? [] : [latency.Words];
        List<string> causes = [];
        HashSet<CostKind> told = [];
        // What has become better has not become so by what grew.
        var isLess = latency is { IsBetter: true };
        var per = comparison.IsPerRequest ? "request" : "second";
        var adjusted = Adjusted(comparison.Totals);
        Tell(CostKind.Cpu, "CPU", "computing");
        Tell(CostKind.Allocation, "allocation", "allocation");
        Tell(CostKind.Lock, "waiting for locks", "locks");
        Tell(CostKind.Wait, "waiting", "waiting");
        Tell(CostKind.Sleep, "sleeping", "sleeping");
        Tell(CostKind.Exceptions, "exceptions", "exceptions");
        foreach (var (counter, shift) in CounterWords.Moved(comparison, told.Contains(CostKind.Cpu), Level))
        {
            parts.Add($"{counter.Words}{(counter.IsPerRequest ? $" per {per}" : "")} {Change(shift)}");
            if (shift.Delta > 0 && !isLess && counter.Cause is { } cause) causes.Add(cause);
        }

        if (parts.Count == (latency is null ? 0 : 1)) return string.Join("; ", parts.Append(Nothing(comparison)));
        return string.Join("; ", parts) + (causes.Count > 0 ? $": consistent with {(isLess ? "less " : "")}{string.Join(" and ", causes.Distinct())}" : "") + Elsewhere(comparison, latency?.GrewMs);

        void Tell(CostKind kind, string name, string cause)
        {
            var mover = comparison.Movers.FirstOrDefault(m => m.Kind == kind && m.Measure == Measure.Exclusive);
            if (!comparison.Totals.TryGetValue(kind, out var total) || (mover is null && !(adjusted.GetValueOrDefault(kind, 1) < Level))) return;
            told.Add(kind);
            parts.Add($"{name} per {per} {Change(total)}{(mover is null ? "" : $", in {Cut(mover.Method)}")}");
            if (mover is not null && mover.Shift.Delta > 0 != isLess) causes.Add(cause);
        }
    }

    private static Dictionary<CostKind, double> Adjusted(IReadOnlyDictionary<CostKind, Shift> totals)
    {
        List<KeyValuePair<CostKind, Shift>> there = [.. totals.Where(t => double.IsFinite(t.Value.P))];
        return there.Zip(AdjustedP.BenjaminiHochberg([.. there.Select(t => t.Value.P)])).ToDictionary(t => t.First.Key, t => t.Second);
    }

    /// <summary>A method's name is the target's, and may be of any length.</summary>
    private static string Cut(string method) => method.Length > LongestMethod ? method[..LongestMethod] + "…" : method;

    internal static string Change(Shift shift) => shift.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:+0.#;-0.#;0} %") : "from nothing";

    private static string Elsewhere(ProfileComparison comparison, double? grewMs)
    {
        if (grewMs is not { } grew || !comparison.HasStacks || !comparison.IsPerRequest) return "";
        List<Shift> times = [.. comparison.Totals.Where(t => t.Key.IsTime()).Select(t => t.Value)];
        // By what it may be at most: noise must not look like a cause elsewhere.
        return times.Sum(t => t.Ci95.High) < Most * grew ? $"; of the {Milliseconds(grew)} that latency grew by, {Milliseconds(Math.Max(0, times.Sum(t => t.Delta)))} a request are on stacks, the rest is not (an await, a queue, the network, another process)" : "";
    }

    private static string Milliseconds(double ms) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(ms, ms < 1 ? 3 : ms < 10 ? 2 : 0)} ms");

    private static string Nothing(ProfileComparison comparison) => comparison.HasStacks
        ? "no kind of cost differs by more than noise: what made the difference is not on these stacks (an await, the network, another process)"
        : "no counter differs by more than noise: what made the difference is not in them (the application's own waiting, another process)";
}

/// <summary>The change of the metric that decided.</summary>
/// <param name="Words">For instance <c>latency.p95 +9.0 %</c>.</param>
/// <param name="IsBetter">Whether it is one for the better, beyond noise.</param>
/// <param name="GrewMs">By how much requests take longer, beyond noise; null where that is not known, or of a tail: a request of the tail costs what it likes, stacks know of the mean.</param>
public sealed record DecidingChange(string Words, bool IsBetter = false, double? GrewMs = null);
