using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Differences;

/// <summary>In what the profiles of two sides differ.</summary>
public sealed record ProfileComparison
{
    public required int ControlProfiles { get; init; }

    public required int CandidateProfiles { get; init; }

    /// <summary>Whether costs are per request served; otherwise per second.</summary>
    public required bool IsPerRequest { get; init; }

    /// <summary>Whether there were stacks; otherwise counters alone.</summary>
    public bool HasStacks { get; init; } = true;

    /// <summary>Whether profiles were compared pair by pair.</summary>
    public bool IsPaired => ControlProfiles == CandidateProfiles;

    /// <summary>Methods that were dear enough to be tested, counted once per kind of cost and measure.</summary>
    public required int Tested { get; init; }

    /// <summary>The methods that differ, the weightiest first.</summary>
    public required IReadOnlyList<MethodChange> Movers { get; init; }

    /// <summary>All methods together, by kind of cost.</summary>
    public required IReadOnlyDictionary<CostKind, Shift> Totals { get; init; }

    /// <summary>The counters that both sides have, by name.</summary>
    public required IReadOnlyDictionary<string, Shift> Counters { get; init; }

    /// <summary>What a reader should know beside it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
