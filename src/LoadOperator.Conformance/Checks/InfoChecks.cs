using LoadOperator.Model.Contract;

namespace LoadOperator.Conformance.Checks;

/// <summary>What a generator says of itself.</summary>
internal static class InfoChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("info", "GET /v1/info answers a GeneratorInfo of this version of the contract", async (bench, found, cancellation) =>
        {
            var info = (await bench.SendAsync(HttpMethod.Get, GeneratorContract.InfoPath, null, cancellation).ConfigureAwait(false)).Read<GeneratorInfo>();
            found.Equal("contractVersion", GeneratorContract.Version, info.ContractVersion);
            foreach (var (name, text) in new[] { ("generator", info.Generator), ("runtime", info.Runtime), ("kernel", info.Kernel), ("cpuModel", info.CpuModel), ("cpuSet", info.CpuSet), ("host", info.Host) })
                found.Expect(text.Length > 0, $"{name} is empty: it is part of what makes two measurements comparable");
            found.Expect(info.MemoryLimitBytes > 0, $"memoryLimitBytes is {info.MemoryLimitBytes}");
        }),
        new("clock", "GET /v1/clock answers what the generator's wall clock shows", async (bench, found, cancellation) =>
        {
            var asked = bench.Clock.GetUtcNow();
            var reading = (await bench.SendAsync(HttpMethod.Get, GeneratorContract.ClockPath, null, cancellation).ConfigureAwait(false)).Read<ClockReading>();
            // The same machine, or one whose clock is kept right.
            found.Between("the clock, in s from this machine's", -5, 5, (reading.Now - asked).TotalSeconds);
        }),
    ];
}
