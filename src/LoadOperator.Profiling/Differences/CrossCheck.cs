using System.Globalization;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Differences;

/// <summary>Says in words what went together with a change of latency: CPU, allocation, waiting, and what can follow from them.</summary>
public static class CrossCheck
{
    /// <summary>A change of a counter or total is told where its p is below this. It is a hint, not a verdict.</summary>
    private const double Level = 0.05;

    /// <summary>For instance <c>latency.p95 +9.0 %; allocation per request +41 %, in OrderParser.Parse; GC pause +30 %: consistent with allocation</c>.</summary>
    /// <param name="latency">The metric that decided, in words; null where nothing was measured beside the profiles.</param>
    public static string Of(ProfileComparison comparison, string? latency)
    {
        List<string> parts = latency is null ? [] : [latency];
        List<string> causes = [];
        Tell(CostKind.Cpu, "CPU", "computing");
        Tell(CostKind.Allocation, "allocation", "allocation");
        Tell(CostKind.Lock, "waiting for locks", "locks");
        Tell(CostKind.Wait, "waiting", "waiting");
        Tell(CostKind.Sleep, "sleeping", "sleeping");
        Tell(CostKind.Exceptions, "exceptions", "exceptions");
        if (comparison.Counters.TryGetValue(CounterNames.GcPauseMs, out var pause) && pause.P < Level) parts.Add($"GC pause {Change(pause)}");
        if (parts.Count == (latency is null ? 0 : 1)) return string.Join("; ", parts.Append("no kind of cost differs by more than noise: what made the difference is not on these stacks (an await, the network, another process)"));
        return string.Join("; ", parts) + (causes.Count > 0 ? $": consistent with {string.Join(" and ", causes)}" : "");

        void Tell(CostKind kind, string name, string cause)
        {
            var mover = comparison.Movers.FirstOrDefault(m => m.Kind == kind && m.Measure == Measure.Exclusive);
            if (!comparison.Totals.TryGetValue(kind, out var total) || (mover is null && !(total.P < Level))) return;
            parts.Add($"{name} per {(comparison.IsPerRequest ? "request" : "second")} {Change(total)}{(mover is null ? "" : $", in {mover.Method}")}");
            if (mover is { Shift.Delta: > 0 }) causes.Add(cause);
        }
    }

    internal static string Change(Shift shift) => shift.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:+0.#;-0.#;0} %") : "from nothing";
}
