namespace LoadOperator.Profiling.Stacks;

/// <summary>What one process did in one stretch of time.</summary>
public sealed record Profile
{
    public required IReadOnlyList<StackCost> Stacks { get; init; }

    /// <summary>How long was looked, in seconds; 0 where the file does not say.</summary>
    public double Seconds { get; init; }

    /// <summary>When the first and the last thing was seen, where the file says.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Requests that the process served meanwhile; null where nobody counted, and then costs are per second.</summary>
    public double? Requests { get; init; }

    /// <summary>Figures beside the stacks, over the whole stretch, by name (<see cref="CounterNames"/>).</summary>
    public IReadOnlyDictionary<string, double> Counters { get; init; } = new Dictionary<string, double>();

    /// <summary>Why some of it is missing, or null: the target ended, or the file was cut off.</summary>
    public string? Partial { get; init; }

    /// <summary>What costs are divided by: requests, or seconds where those are not known.</summary>
    public double Divisor => Requests ?? (Seconds > 0 ? Seconds : 1);

    /// <summary>A figure beside the stacks as it is compared: a gauge as it is, the rest per request.</summary>
    public double CounterOf(string name) => CounterNames.IsGauge(name) ? Counters[name] : Counters[name] / Divisor;

    public double TotalOf(CostKind kind) => Stacks.Where(s => s.Kind == kind).Sum(s => s.Cost);
}

/// <summary>A stack and what it cost in all.</summary>
/// <param name="Frames">From the root to the leaf.</param>
/// <param name="Cost">In the unit of its kind: milliseconds, bytes, or a count.</param>
public sealed record StackCost(IReadOnlyList<Frame> Frames, CostKind Kind, double Cost);
