using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Metrics;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Hosting.Profiles;

/// <summary>What a profile says of the metrics of the target that a campaign asks for.</summary>
public static class TargetFigures
{
    /// <returns>By the metric's name, per request but for gauges; what the profile does not have is missing.</returns>
    public static IReadOnlyDictionary<string, double> Of(Profile profile, CampaignPlan plan) =>
        plan.TargetMetrics.Select(metric => (metric.Text, Value: ValueOf(profile, metric, plan))).Where(m => m.Value is not null).ToDictionary(m => m.Text, m => m.Value!.Value);

    private static double? ValueOf(Profile profile, MetricName metric, CampaignPlan plan)
    {
        if (profile.Counters.ContainsKey(metric.TargetCounter!)) return profile.CounterOf(metric.TargetCounter!);
        // pprof has no counters, but its stacks have all of these. Those of a trace are time on threads, which is another thing than the kernel's CPU time.
        if (plan.Spec.Profiling?.Pprof is null) return null;
        return metric.TargetCounter switch
        {
            CounterNames.CpuMs => profile.TotalOf(CostKind.Cpu) / profile.Divisor,
            CounterNames.AllocatedBytes => profile.TotalOf(CostKind.Allocation) / profile.Divisor,
            _ => null,
        };
    }
}
