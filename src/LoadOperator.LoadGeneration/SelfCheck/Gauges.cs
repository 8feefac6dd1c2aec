using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>Where this process reads what it is granted, and what of that it uses.</summary>
/// <param name="Throttling">Its CPU quota.</param>
/// <param name="Memory">Its memory; null where that cannot be seen.</param>
/// <param name="Descriptors">Its connections, over all targets.</param>
internal sealed record Gauges(CpuThrottling Throttling, MemoryUse? Memory, DescriptorBudget Descriptors)
{
    public static Gauges OfThisProcess() => new(CpuThrottling.Find(), MemoryUse.Find(), DescriptorBudget.OfThisProcess());
}
