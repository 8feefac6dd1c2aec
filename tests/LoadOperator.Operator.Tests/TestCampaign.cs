using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Tests;

internal static class TestCampaign
{
    public static LoadCampaign Create(string name = "orders", string candidate = "orders-canary", string? control = "orders-stable", int created = 0, LoadCampaignStatus? status = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "shop", Uid = $"4f2c1-{name}", Generation = 1, CreationTimestamp = DateTime.UnixEpoch.AddSeconds(created) },
        Spec = new LoadCampaignSpec
        {
            Candidate = new Target { Service = new ServiceTarget { Name = candidate, Port = 8080 } },
            Comparison = new Comparison { Control = control is null ? null : new Target { Service = new ServiceTarget { Name = control, Port = 8080 } } },
            Workload = new Workload { Http = new HttpRequest { Path = "/v1/orders" } },
            Load = new Load { Inject = new Inject { Rate = 500, During = Duration.FromSeconds(5) } },
        },
        Status = status,
    };

    public static OperatorSettings Settings { get; } = new() { GeneratorImage = "registry.example/load-operator:1", ImagePullPolicy = "IfNotPresent", ReachesPods = true };
}
