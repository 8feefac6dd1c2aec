using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Differences;

/// <summary>What each method cost in one profile, per request.</summary>
internal static class MethodCosts
{
    public static IReadOnlyDictionary<MethodKey, double> Of(Profile profile)
    {
        var costs = new Dictionary<MethodKey, double>();
        var seen = new HashSet<string>();
        foreach (var stack in profile.Stacks)
        {
            if (stack.Kind == CostKind.Idle) continue;
            var cost = stack.Cost / profile.Divisor;
            Add(costs, new MethodKey(ChargedOf(stack.Frames), stack.Kind, Measure.Exclusive), cost);
            // A method that calls itself is on the stack once. What of the platform calls the application is on every stack, and says nothing.
            seen.Clear();
            foreach (var frame in stack.Frames.SkipWhile(f => f.IsFramework))
                if (!FrameworkCode.IsBetween(frame.Method) && seen.Add(frame.Method)) Add(costs, new MethodKey(frame.Method, stack.Kind, Measure.Inclusive), cost);
        }

        return costs;
    }

    /// <summary>
    /// The innermost method of the application; where there is none, a part of the platform. Its methods are too fine a thing there: which of
    /// them are inlined is for each process's own compiler to decide, so that two processes of one version differ in them.
    /// </summary>
    private static string ChargedOf(IReadOnlyList<Frame> frames)
    {
        for (var i = frames.Count - 1; i >= 0; i--)
            if (!frames[i].IsFramework) return frames[i].Method;
        return FrameworkCode.PartOf((frames.LastOrDefault(f => !FrameworkCode.IsNameless(f.Method)) ?? frames[^1]).Method);
    }

    private static void Add(Dictionary<MethodKey, double> costs, MethodKey key, double cost) => costs[key] = costs.GetValueOrDefault(key) + cost;
}

internal readonly record struct MethodKey(string Method, CostKind Kind, Measure Measure);
