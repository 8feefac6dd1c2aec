using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Manifests;

/// <summary>How many requests a round will hold, as far as the plan decides it: every start is one scenario, drawn by weight.</summary>
internal static class ExpectedRequests
{
    /// <summary>The requests of a round, or of a part of its load; null where users go on until the time is over, and the target decides.</summary>
    public static double? Of(LoadCampaignSpec spec, MetricScope? scope)
    {
        var scenarios = spec.Workload.EffectiveScenarios;
        var perDraw = scenarios.Sum(s => (double)s.Weight * s.Steps.Count(step => scope?.Holds(s.Name, step.Name) is not false)) / scenarios.Sum(s => (double)s.Weight);
        return spec.Load.ExpectedStarts * perDraw;
    }
}
