using LoadOperator.AgentClient;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.Tests;

public sealed class LocalGeneratorsTests
{
    private static readonly GeneratorInfo Info = new() { ContractVersion = GeneratorContract.Version, Generator = "old 1.0", Runtime = "r", GarbageCollector = "g", OperatingSystem = "o", Kernel = "k", CpuModel = "c", CpuSet = "0", CgroupVersion = "v2", MemoryLimitBytes = 1, Host = "h" };

    private static readonly LoadCampaignSpec Spec = new()
    {
        Candidate = new Target { Url = "http://127.0.0.2:1" },
        Workload = new Workload { Http = new HttpRequest(), Feeds = [new Feed { Name = "users", File = "users.csv" }] },
        Load = new Load { Inject = new Inject { Rate = 1, During = Duration.FromSeconds(1) } },
    };

    [Fact]
    public void FactsOf_GeneratorWithoutAFeature_IsRefusedWithItsName()
    {
        var refused = Assert.Throws<GeneratorLostException>(() => LocalGenerators.FactsOf(1, Info, new CpuAssignment([0], []), Spec));

        Assert.Equal("generator 1 (old 1.0) cannot do all that the campaign needs: workload.feeds needs feeds; it has no features", refused.Message);
    }

    [Fact]
    public void FactsOf_GeneratorThatHasIt_SaysWhatIsNotEnforced() =>
        Assert.Equal(["cpu", "memory: the heap is capped at 384 MiB, the process as a whole is not"], LocalGenerators.FactsOf(0, Info with { Features = GeneratorFeatures.All }, new CpuAssignment([0], ["cpu"]), Spec).NotEnforced);
}
