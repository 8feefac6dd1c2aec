using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Contract;

/// <summary>What a generator says of itself and of the place where it runs.</summary>
public sealed record GeneratorInfo
{
    [Description("The version of the contract that the generator speaks.")]
    public required string ContractVersion { get; init; }

    [Description("The generator's program and version.")]
    public required string Generator { get; init; }

    [Description("The language runtime.")]
    public required string Runtime { get; init; }

    [Description("The garbage collector's settings.")]
    public required string GarbageCollector { get; init; }

    [Description("The operating system.")]
    public required string OperatingSystem { get; init; }

    [Description("The kernel's release.")]
    public required string Kernel { get; init; }

    [Description("The CPU's model.")]
    public required string CpuModel { get; init; }

    [Description("The CPUs that the process may run on, as a cpuset list.")]
    public required string CpuSet { get; init; }

    [Description("v1, v2 or none.")]
    public required string CgroupVersion { get; init; }

    [Description("The bytes that the process may use, as far as it can see.")]
    public required long MemoryLimitBytes { get; init; }

    [Description("The generator's host.")]
    public required string Host { get; init; }

    [Description("The files that plans may name, of feeds and .proto files, each with the SHA-256 of what the generator read (sha256:…).")]
    [Items(0, 64)]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    [Description("What it can do beyond the first form of the contract: extract, expect, thinkTime, feeds, variablesFromEnvironment, traceparent, connections, http2, grpc.")]
    [Items(0, 32)]
    public IReadOnlyList<string> Features { get; init; } = [];
}
