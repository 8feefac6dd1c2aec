using System.Runtime;
using System.Runtime.InteropServices;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>Reads what a result's reader wants to know of the place where the load came from.</summary>
public static class GeneratorEnvironment
{
    public static GeneratorInfo Describe(string generator) => new()
    {
        ContractVersion = GeneratorContract.Version,
        Generator = generator,
        Runtime = RuntimeInformation.FrameworkDescription,
        GarbageCollector = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent")}",
        OperatingSystem = RuntimeInformation.OSDescription,
        Kernel = Environment.OSVersion.Version.ToString(),
        CpuModel = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        CpuSet = Field("/proc/self/status", "Cpus_allowed_list") ?? "unknown",
        CgroupVersion = CpuThrottling.Find().CgroupVersion,
        MemoryLimitBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Host = Environment.MachineName,
        Features = GeneratorFeatures.All,
    };

    private static string? Field(string file, string name)
    {
        if (!File.Exists(file)) return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal) && l.Contains(':'));
        return line?[(line.IndexOf(':') + 1)..].Trim();
    }
}
