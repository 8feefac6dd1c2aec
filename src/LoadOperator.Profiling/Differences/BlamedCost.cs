using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Profiling.Differences;

/// <summary>A cost that an earlier comparison found to have grown.</summary>
/// <param name="Subject">Whose cost.</param>
/// <param name="Growth">How much more the candidate spent than the control, then.</param>
public sealed record BlamedCost(CostSubject Subject, TTest Growth);

/// <summary>Whose cost it is, for one request.</summary>
public abstract record CostSubject
{
    /// <summary>What it cost in each profile; null where not every profile knows.</summary>
    internal abstract IReadOnlyList<double>? In(IReadOnlyList<Profile> profiles, IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> methods);

    public sealed record Method(string Name, CostKind Kind, Measure Measure) : CostSubject
    {
        /// <summary>What earlier versions blamed, and this one never does, would look as if it cost nothing.</summary>
        internal override IReadOnlyList<double>? In(IReadOnlyList<Profile> profiles, IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> methods) =>
            FrameworkCode.IsNeverBlamed(Name) ? null : [.. methods.Select(costs => costs.GetValueOrDefault(new MethodKey(Name, Kind, Measure)))];
    }

    /// <summary>All methods together.</summary>
    public sealed record Total(CostKind Kind) : CostSubject
    {
        internal override IReadOnlyList<double> In(IReadOnlyList<Profile> profiles, IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> methods) =>
            [.. profiles.Select(p => p.TotalOf(Kind) / p.Divisor)];
    }

    /// <summary>A figure of the process beside its stacks (<see cref="CounterNames"/>).</summary>
    public sealed record Counter(string Name) : CostSubject
    {
        internal override IReadOnlyList<double>? In(IReadOnlyList<Profile> profiles, IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> methods) =>
            profiles.All(p => p.Counters.ContainsKey(Name)) ? [.. profiles.Select(p => p.CounterOf(Name))] : null;
    }
}
