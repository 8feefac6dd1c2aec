namespace LoadOperator.Profiling.Stacks;

/// <summary>What a stack has cost.</summary>
public enum CostKind
{
    /// <summary>Milliseconds of running.</summary>
    Cpu,

    /// <summary>Milliseconds of waiting to get a lock.</summary>
    Lock,

    /// <summary>Milliseconds of waiting for something else: a signal, a reply, another thread.</summary>
    Wait,

    /// <summary>Milliseconds of sleeping on purpose.</summary>
    Sleep,

    /// <summary>Milliseconds of a thread with nothing to do. Nobody's cost: never compared.</summary>
    Idle,

    /// <summary>Bytes allocated.</summary>
    Allocation,

    /// <summary>Exceptions thrown.</summary>
    Exceptions,
}

internal static class CostKinds
{
    /// <summary>Those that are a request's time, in milliseconds.</summary>
    public static IReadOnlyList<CostKind> Times { get; } = [CostKind.Cpu, CostKind.Lock, CostKind.Wait, CostKind.Sleep];

    public static bool IsTime(this CostKind kind) => Times.Contains(kind);
}
