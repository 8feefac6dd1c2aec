using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

/// <summary>Baselines made of campaigns that held their candidate to objectives.</summary>
internal static class TestBaselines
{
    public const string Image = "sha256:old";

    /// <summary>A finished campaign of objectives alone, whose candidate's rounds take about this long.</summary>
    /// <param name="day">When it ran; also what makes its rounds differ from others'.</param>
    public static LoadCampaign Campaign(double latencyMs, int day, int rounds = 5, int maxMs = 1000)
    {
        var spec = Spec(rounds) with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "latency.p50", MaxDuration = Duration.FromMilliseconds(maxMs) }] };
        var plan = Plan(spec);
        var state = Run(plan, id => Round(latencyMs * (1 + 0.01 * Math.Sin(day * 7 + id.Pair * 2.1)))) with { StartedAt = Start.AddDays(day) };
        return new LoadCampaign { Metadata = new V1ObjectMeta { Name = $"run-{day}" }, Spec = spec, Status = StatusOf(plan, state) };
    }

    /// <summary>A baseline of measurements with these latencies, a day apart, all of one image unless it is given.</summary>
    public static Baseline Of(IReadOnlyList<double> latenciesMs, Func<int, string?>? image = null, BaselineSpec? more = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "orders" },
        Spec = (more ?? new BaselineSpec()) with { Samples = [.. latenciesMs.Select((latency, i) => BaselineCapture.Of(Campaign(latency, i - latenciesMs.Count), i + 1, image is null ? Image : image(i + 1)))] },
    };
}
