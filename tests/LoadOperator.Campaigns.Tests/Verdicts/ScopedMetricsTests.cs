using System.Text.Json;
using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>Metrics of one step of a scenario, here of a tenth of the requests.</summary>
public sealed class ScopedMetricsTests
{
    private const string Pay = "latency.p50{step=pay}";

    [Fact]
    public void Ended_OneStepSlower_IsARegressionOfThatStepAlone()
    {
        var status = StatusOf(Plan(Spec()), Run(Plan(Spec()), id => Measured(id, payMs: id.Side == Side.Candidate ? 40 : 30)));

        Assert.Equal(Verdict.Regression, status.Verdict);
        Assert.Equal(Pay, status.Headline!.Metric);
        var metric = status.Metrics!.Single(m => m.Name == Pay);
        Assert.Equal((null, "pay", 220), (metric.Scenario, metric.Step, metric.Candidate.Requests![0]));
        Assert.True(metric.PAdjusted > metric.PValue);
        Assert.Equal(Verdict.NoRegression, status.Metrics!.Single(m => m.Name == "latency.p95").Verdict);
        Assert.Contains(status.Metrics!, m => m is { Name: "errorRate", Gate: true });
    }

    // 220 requests a round are enough for a median and not for a P95, whatever the round holds beside.
    [Fact]
    public void Ended_StepWithTooFewRequests_CannotGate()
    {
        var spec = Spec() with { Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p95", Step = "pay" }] } };

        var metric = StatusOf(Plan(spec), Run(Plan(spec), id => Measured(id, payMs: 30))).Metrics!.Single(m => m.Step == "pay");

        Assert.Equal((Verdict.Inconclusive, "TooFewRequests"), (metric.Verdict, metric.Reason));
        Assert.Contains("a round of 220 requests has fewer than 100 beyond latency.p95{step=pay}; it needs 2000", metric.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_StepThatIsNeverReached_IsInconclusiveAndDoesNotHideARegression()
    {
        var spec = Spec();
        var status = StatusOf(Plan(spec), Run(Plan(spec), id => id.Side == Side.Control ? Measured(id, payMs: 30) : Measured(id, payMs: 30, errors: 110) with
        {
            Values = new Dictionary<string, double> { ["latency.p95"] = 10 * Noise(id), ["errorRate"] = 0.05 },
            Scopes = new Dictionary<string, RequestCounts> { ["{step=pay}"] = new(0, 0) },
        }));

        Assert.Equal("some rounds have no request of {step=pay}", status.Metrics!.Single(m => m.Name == Pay).Message);
        Assert.Equal((Verdict.Regression, "errorRate"), (status.Verdict, status.Headline!.Metric));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(double.NaN)]
    public void Recomputation_ScopedMetricsAndObjectives_Agrees(double payMs)
    {
        var spec = Spec() with { Objectives = [new Objective { Metric = "latency.p50", Step = "pay", MaxDuration = Duration.FromMilliseconds(35) }, new Objective { Metric = "errorRate", Scenario = "buy", MaxPercent = 1 }] };

        var stored = Stored(spec, id => Measured(id, id.Side == Side.Candidate ? payMs : 30));

        Assert.Equal([Pay, "errorRate{scenario=buy}"], stored.Status!.Objectives!.Select(o => o.Metric));
        Assert.Empty(Recomputation.Of(stored).Differences);
    }

    [Fact]
    public void Capture_ScopedMetric_KeepsTheRequestsOfItsStep()
    {
        var sample = BaselineCapture.Of(Stored(Spec(), id => Measured(id, payMs: 30)), 1);

        Assert.Equal((220, 2200), (sample.Metric(Pay)!.Requests![0], sample.Requests[0]));
        Assert.Null(sample.Metric("latency.p95")!.Requests);
    }

    private static LoadCampaignSpec Spec() => TestCampaigns.Spec(8) with
    {
        Workload = new Workload { Scenarios = [new Scenario { Name = "buy", Steps = [new Step { Name = "create", Http = new HttpRequest() }, new Step { Name = "pay", Http = new HttpRequest() }] }] },
        Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p95" }, new MetricSpec { Name = "latency.p50", Step = "pay" }] },
    };

    private static RoundMeasurement Measured(RoundId id, double payMs, long errors = 0)
    {
        var round = Round(10 * Noise(id), errors);
        var hasPaid = double.IsFinite(payMs);
        return round with
        {
            Values = new Dictionary<string, double>(round.Values.Concat(hasPaid ? [new(Pay, payMs * Noise(id)), new("latency.p95{step=pay}", payMs * Noise(id))] : [])) { ["errorRate{scenario=buy}"] = 0 },
            Scopes = new Dictionary<string, RequestCounts> { ["{step=pay}"] = hasPaid ? new(220, 0) : default, ["{scenario=buy}"] = new(2200, 0) },
        };
    }

    private static LoadCampaign Stored(LoadCampaignSpec spec, Func<RoundId, RoundMeasurement> measure)
    {
        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = "test" }, Spec = spec, Status = StatusOf(Plan(spec), Run(Plan(spec), measure)) };
        return JsonSerializer.Deserialize<LoadCampaign>(JsonSerializer.Serialize(campaign, ModelJson.Indented), ModelJson.Compact)!;
    }

    private static double Noise(RoundId id) => 1 + 0.01 * Math.Sin(id.Pair * 2.1 + (id.Side == Side.Control ? 0 : 1.3));
}
