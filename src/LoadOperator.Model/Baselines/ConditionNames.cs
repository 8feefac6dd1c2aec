namespace LoadOperator.Model.Baselines;

/// <summary>The names of the conditions under which a measurement is taken.</summary>
public static class ConditionNames
{
    /// <summary>That the newest revision is older than the baseline's maxAge. Not part of a fingerprint.</summary>
    public const string Age = "baseline.age";

    public static IReadOnlyList<string> All { get; } =
    [
        Age,
        "environment.cgroupVersion", "environment.cpuModel", "environment.garbageCollector", "environment.kernel", "environment.operatingSystem", "environment.runtime",
        "generator.cpuLimit", "generator.image", "generator.memoryLimit", "generator.nodeClass", "generator.notEnforced", "generator.program", "generator.replicas", "generator.selfCheck",
        "load.connections", "load.simulations", "load.warmUp",
        "target.containerRuntime", "target.cpuLimit", "target.kernel", "target.memoryLimit", "target.nodeClass", "target.protocol", "target.readyEndpoints", "target.routing", "target.scheme",
        "workload.data", "workload.hash",
    ];
}
