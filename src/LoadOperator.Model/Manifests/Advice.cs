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
            var metric = metrics[i];
            if (metric.Gate && spec.Load.ScheduledArrivals is { } arrivals && MetricName.Parse(metric.Name).RequiredObservations is var needed && arrivals < needed)
            {
                yield return new Violation(spec.Analysis.Metrics is null ? "spec.load" : $"spec.analysis.metrics[{i}]", null,
                    $"{metric.Name} cannot gate: a round sends {arrivals:N0} requests and needs {needed:N0}, so that 100 lie beyond the percentile; it will be Inconclusive. Send more, or gate on a lower percentile");
            }
        }

        for (var i = 0; i < spec.Objectives.Count; i++)
        {
            if (spec.Load.ScheduledArrivals is { } arrivals && MetricName.Parse(spec.Objectives[i].Metric).RequiredObservations is var needed && arrivals < needed)
                yield return new Violation($"spec.objectives[{i}]", null, $"{spec.Objectives[i].Metric} cannot be met: a round sends {arrivals:N0} requests and needs {needed:N0}, so that 100 lie beyond the percentile; it will be Undecided");
        }

        if (spec.EffectiveControl is not null && spec.Rounds.Count < CampaignLimits.FewestPairsForPairing && spec.Analysis.Test == TestChoice.Auto)
            yield return new Violation("spec.rounds.count", $"{spec.Rounds.Count}", $"with fewer than {CampaignLimits.FewestPairsForPairing} pairs the test is Welch's, which finds less where the two rounds of a pair go up and down together");

        if (spec.EffectiveControl is null && spec.Rounds.MaxCount > spec.Rounds.Count)
            yield return new Violation("spec.rounds.maxCount", $"{spec.Rounds.MaxCount}", "without a control the campaign ends after count rounds");
    }
}
