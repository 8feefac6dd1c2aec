using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class TargetFiguresTests
{
    private static readonly Profile Traced = new()
    {
        Stacks = [new StackCost([new Frame("Orders.Parse", false)], CostKind.Cpu, 900), new StackCost([new Frame("Orders.Parse", false)], CostKind.Allocation, 4000)],
        Seconds = 10,
        Requests = 100,
        Counters = new Dictionary<string, double> { [CounterNames.CpuMs] = 800, [CounterNames.GcPauseMs] = 50, [CounterNames.AllocatedBytes] = 5000, [CounterNames.ResidentBytes] = 1e6 },
    };

    [Fact]
    public void Of_Trace_IsTheCountersPerRequestAndGaugesAsTheyAre() =>
        Assert.Equal(
            new Dictionary<string, double> { ["target.cpu"] = 8, ["target.gcPause"] = 0.5, ["target.allocation"] = 50, ["target.rss"] = 1e6 },
            TargetFigures.Of(Traced, PlanWith(new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() }, "target.cpu", "target.gcPause", "target.allocation", "target.rss")));

    [Fact]
    public void Of_Pprof_IsWhatItsStacksHave() =>
        Assert.Equal(
            new Dictionary<string, double> { ["target.cpu"] = 9, ["target.allocation"] = 40 },
            TargetFigures.Of(Traced with { Counters = new Dictionary<string, double>() }, PlanWith(new Model.Spec.Profiling { Pprof = new PprofProfiles() }, "target.cpu", "target.allocation", "target.rss")));

    /// <summary>Time on threads is not what the kernel counts: one side is never held against the other by another measure.</summary>
    [Fact]
    public void Of_TraceWithoutTheKernelsCounters_HasNoCpu() =>
        Assert.Empty(TargetFigures.Of(Traced with { Counters = new Dictionary<string, double>() }, PlanWith(new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() }, "target.cpu")));

    [Fact]
    public void Names_OfMetrics_AreThoseOfCounters()
    {
        string[] counters = [CounterNames.CpuMs, CounterNames.GcPauseMs, CounterNames.AllocatedBytes, CounterNames.ResidentBytes];

        Assert.All(counters, counter => Assert.Equal(counter, MetricName.Parse(MetricName.TargetPrefix + counter).TargetCounter));
        Assert.Equal(counters.Length, MetricName.Allowed.Split(MetricName.TargetPrefix).Length - 1);
    }

    private static CampaignPlan PlanWith(Model.Spec.Profiling profiling, params string[] metrics)
    {
        var spec = TestCampaign.Create().Spec;
        return CampaignPlan.For("orders", spec with { Profiling = profiling, Analysis = spec.Analysis with { Metrics = [.. metrics.Select(name => new MetricSpec { Name = name })] } }, 7, null);
    }
}
