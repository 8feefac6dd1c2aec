using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests.Comparisons;

public sealed class ComparabilityTests
{
    private static readonly TargetEnvironment Side = new()
    {
        Service = "orders",
        Routing = Routing.Service,
        Addresses = ["198.19.0.7:8080"],
        ReadyEndpoints = 3,
        Containers = [new ContainerFacts { Name = "orders", Image = "orders:1", ImageId = "sha256:1", CpuLimit = "1", MemoryLimit = "512Mi" }],
        Nodes = [new NodeFacts { Name = "a", Architecture = "amd64", Kernel = "6.1", Cpus = "8" }],
    };

    [Fact]
    public void DifferencesOf_OnlyTheImageDiffers_AreNone() =>
        Assert.Empty(Comparability.DifferencesOf(Side, Side with { Service = "orders-canary", Containers = [Side.Containers[0] with { Image = "orders:2", ImageId = "sha256:2" }] }));

    [Fact]
    public void DifferencesOf_OneCanaryBesideTenStable_NamesBothNumbersAndTheWayOut()
    {
        var difference = Assert.Single(Comparability.DifferencesOf(Side with { ReadyEndpoints = 10 }, Side with { ReadyEndpoints = 1 }));

        Assert.Equal("ready endpoints: 10 of the control, 1 of the candidate (routing: Endpoints takes equal numbers)", difference);
    }

    [Fact]
    public void DifferencesOf_EndpointsRouting_CountsThoseUnderLoad()
    {
        var control = Side with { Routing = Routing.Endpoints, ReadyEndpoints = 10 };

        Assert.Empty(Comparability.DifferencesOf(control, control with { ReadyEndpoints = 1 }));
        Assert.Contains("2 of the candidate", Assert.Single(Comparability.DifferencesOf(control, control with { Addresses = ["a:1", "b:1"] })), StringComparison.Ordinal);
    }

    [Fact]
    public void DifferencesOf_OtherLimits_NamesThem()
    {
        var candidate = Side with { Containers = [Side.Containers[0] with { CpuLimit = "2", MemoryLimit = null }] };

        Assert.Equal(["CPU limits: 1 of the control, 2 of the candidate", "memory limits: 512Mi of the control, none of the candidate"], Comparability.DifferencesOf(Side, candidate));
    }

    [Fact]
    public void DifferencesOf_OtherNodeClass_NamesIt()
    {
        var difference = Assert.Single(Comparability.DifferencesOf(Side, Side with { Nodes = [Side.Nodes[0] with { Name = "b", Kernel = "6.12" }] }));

        Assert.Equal("node class: amd64/6.1/8 CPUs of the control, amd64/6.12/8 CPUs of the candidate", difference);
    }
}
