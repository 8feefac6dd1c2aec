using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Tests;

/// <summary>A way into a pod, of a target that is none.</summary>
public sealed class ViaAdviceTests
{
    [Theory]
    [InlineData(TraceWay.Sidecar, "http://127.0.0.2:8080", true)]
    [InlineData(TraceWay.Auto, "http://127.0.0.2:8080", false)]
    [InlineData(TraceWay.Port, null, false)]
    public void For_WayToPodsOfAUrl_SaysThatItHasNoMeaning(TraceWay via, string? url, bool isSaid)
    {
        var spec = new LoadCampaignSpec
        {
            Candidate = url is null ? new Target { Service = new ServiceTarget { Name = "orders", Port = 8080 } } : new Target { Url = url },
            Comparison = new Comparison { Mode = ComparisonMode.SelfTest },
            Workload = new Workload { Http = new HttpRequest { Path = "/" } },
            Load = new Load { Inject = new Inject { Rate = 5000, During = Duration.FromSeconds(30) } },
            Profiling = new Profiling { DotnetTrace = new DotnetTrace { Via = via } },
        };

        Assert.Equal(isSaid, Advice.For(spec).Any(a => a.Path == "spec.profiling.dotnetTrace.via"));
        var counted = spec with { Profiling = new Profiling { Counters = new ProcessCounters { Via = via } } };
        Assert.Equal(isSaid, Advice.For(counted).Any(a => a.Path == "spec.profiling.counters.via"));
    }
}
