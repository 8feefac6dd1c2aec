using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Manifests;

/// <summary>What is allowed but will disappoint, said before the campaign runs.</summary>
public static class Advice
{
    public static IEnumerable<Violation> For(LoadCampaignSpec spec)
    {
        var metrics = spec.Analysis.EffectiveMetrics;
        for (var i = 0; spec.IsCompared && i < metrics.Count; i++)
        {
            if (metrics[i].Gate && Shortfall(spec, metrics[i].Metric) is { } shortfall)
                yield return new Violation(spec.Analysis.Metrics is null ? "spec.load" : $"spec.analysis.metrics[{i}]", null, $"{metrics[i].Metric} cannot gate: {shortfall}; it will be Inconclusive. Send more, or gate on a lower percentile");
        }

        for (var i = 0; i < spec.Objectives.Count; i++)
        {
            if (Shortfall(spec, spec.Objectives[i].FullMetric) is { } shortfall)
                yield return new Violation($"spec.objectives[{i}]", null, $"{spec.Objectives[i].FullMetric} cannot be met: {shortfall}; it will be Undecided");
        }

        for (var i = 0; i < spec.Objectives.Count && !spec.Load.IsSteady; i++)
        {
            if (spec.Objectives[i].FullMetric is { IsTime: true } metric)
                yield return new Violation($"spec.objectives[{i}]", null, $"{metric} mixes the rates of the load, which changes within a round: a comparison is fair, since both sides get the same, but a bound says nothing of any one rate");
        }

        if (spec.Load.Phases.Select(p => p.EndCopies).Where(copies => copies > 0).DefaultIfEmpty(int.MaxValue).Min() is var copies && copies < spec.Generator.Replicas)
            yield return new Violation("spec.generator.replicas", $"{spec.Generator.Replicas}", $"{spec.Generator.Replicas - copies} of {spec.Generator.Replicas} generators {(spec.Generator.Replicas - copies == 1 ? "has" : "have")} no user where the load has {copies}");

        if (spec.EffectiveControl is not null && spec.Rounds.Count < CampaignLimits.FewestPairsForPairing && spec.Analysis.Test == TestChoice.Auto)
            yield return new Violation("spec.rounds.count", $"{spec.Rounds.Count}", $"with fewer than {CampaignLimits.FewestPairsForPairing} pairs the test is Welch's, which finds less where the two rounds of a pair go up and down together");

        if (spec.EffectiveControl is null && spec.Rounds.MaxCount > spec.Rounds.Count)
            yield return new Violation("spec.rounds.maxCount", $"{spec.Rounds.MaxCount}", "without a control the campaign ends after count rounds");

        if (spec.Profiling?.Process is { Via: not TraceWay.Auto } sought && (spec.Candidate.Url ?? spec.EffectiveControl?.Url) is { } url)
            yield return new Violation($"spec.profiling.{sought.Field}.via", $"{sought.Via}", $"is a way to pods of a Service, and {url} is none: loadctl run finds the process by its address, and in a cluster it is not profiled");
    }
    /// <summary>Why a round holds too few requests for a percentile, or null.</summary>
    private static string? Shortfall(LoadCampaignSpec spec, MetricName metric) =>
        ExpectedRequests.Of(spec, metric.Scope) is { } expected && expected < metric.RequiredObservations
            ? $"a round sends {(metric.Scope is null ? "" : "about ")}{expected:N0} requests{(metric.Scope is null ? "" : " of these")} and needs {metric.RequiredObservations:N0}, so that 100 lie beyond the percentile"
            : null;
}
