using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What was counted between two looks at a target.</summary>
internal static class Figures
{
    /// <summary>Of what both looks have seen: of a gauge, the later; of the rest, the difference.</summary>
    public static IReadOnlyDictionary<string, double> Between(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after) =>
        before.Where(b => after.ContainsKey(b.Key)).ToDictionary(b => b.Key, b => CounterNames.IsGauge(b.Key) ? after[b.Key] : Math.Max(0, after[b.Key] - b.Value));
}
