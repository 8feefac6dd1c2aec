using System.Text.Json;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Verdicts;

public sealed class CampaignVerdictTests
{
    [Theory]
    [InlineData(1.3, Verdict.Regression, "False")]
    [InlineData(1.0, Verdict.NoRegression, "True")]
    [InlineData(0.7, Verdict.Improvement, "True")]
    public void Ended_ClearDifference_DecidesTheGate(double ratio, Verdict verdict, string passed)
    {
        var status = Ended(8, id => Round(Noise(id) * (id.Side == Side.Candidate ? ratio : 1)));

        Assert.Equal((Phase.Completed, verdict), (status.Phase, status.Verdict));
        Assert.Equal(passed, Condition(status, "Passed"));
        Assert.Equal(passed == "True" ? "True" : "False", Condition(status, "Ready"));
        Assert.Equal("True", Condition(status, "Complete"));
        Assert.Equal("8/8", status.Headline!.Rounds);
        Assert.StartsWith("latency.p95 ", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_Inconclusive_LeavesTheGateUnknown()
    {
        var status = Ended(8, id => Round(10 + (id.Pair * 7 + (id.Side == Side.Control ? 3 : 0)) % 8));

        Assert.Equal(Verdict.Inconclusive, status.Verdict);
        Assert.Equal(("Unknown", "False", "True"), (Condition(status, "Passed"), Condition(status, "Ready"), Condition(status, "Stalled")));
        Assert.Contains("would decide", status.Summary, StringComparison.Ordinal);
    }

    // However late in the campaign the candidate dies, and however fast it fails, it has regressed.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Ended_CandidateDies_IsARegression(int inPair)
    {
        var status = Ended(8, id => id.Side == Side.Candidate && id.Pair >= inPair ? Round(0.1, errors: id.Pair == inPair ? 1100 : 2200) : Round(Noise(id)));

        Assert.Equal((Verdict.Regression, Severity.Critical, "CandidateUnhealthy"), (status.Verdict, status.Severity, status.Reason));
        Assert.Contains($"of round {inPair}", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_ControlDies_IsInvalid()
    {
        var status = Ended(8, id => id.Side == Side.Control && id.Pair >= 4 ? Round(0.1, errors: 2200) : Round(Noise(id)));

        Assert.Equal((Phase.Completed, Verdict.Invalid, "ControlUnhealthy"), (status.Phase, status.Verdict, status.Reason));
        Assert.Equal("False", Condition(status, "Passed"));
    }

    [Fact]
    public void Ended_FastFailures_AreNoImprovement()
    {
        // 5 % of the candidate's requests fail at once and so make it look faster.
        var status = Ended(8, id => id.Side == Side.Candidate ? Round(Noise(id) * 0.5, errors: 110 + id.Pair) : Round(Noise(id)));

        Assert.Equal((Verdict.Regression, "errorRate"), (status.Verdict, status.Headline!.Metric));
    }

    [Fact]
    public void Ended_MetricForInformation_DoesNotDecide()
    {
        var spec = Spec(8) with { Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p95", Gate = false }] } };

        var status = Ended(Plan(spec), id => Round(Noise(id) * (id.Side == Side.Candidate ? 2 : 1)));

        Assert.Equal(Verdict.Regression, status.Metrics![0].Verdict);
        Assert.Equal(Verdict.NoRegression, status.Verdict);
    }

    [Theory]
    [InlineData(20, ObjectiveState.Met, "True", Severity.None)]
    [InlineData(5, ObjectiveState.Missed, "False", Severity.Critical)]
    [InlineData(10, ObjectiveState.Undecided, "Unknown", Severity.None)]
    public void Ended_Objective_DecidesTheGateAndNotTheVerdict(double maxMs, ObjectiveState state, string passed, Severity severity)
    {
        var spec = Spec(8) with { Objectives = [new Objective { Metric = "latency.p95", MaxDuration = Duration.FromMilliseconds(maxMs) }] };

        var status = Ended(Plan(spec), id => Round(Noise(id)));

        Assert.Equal((Verdict.NoRegression, severity), (status.Verdict, status.Severity));
        Assert.Equal(state, Assert.Single(status.Objectives!).State);
        Assert.Equal(passed, Condition(status, "Passed"));
    }

    [Fact]
    public void Ended_ObjectivesOnly_IsNotComparedAndMayPass()
    {
        var spec = Spec(8) with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "errorRate", MaxPercent = 1 }, new Objective { Metric = "throughput", MinPerSecond = 900 }] };

        var status = Ended(Plan(spec), id => Round(Noise(id)));

        Assert.Equal((Verdict.NotCompared, Design.CandidateOnly), (status.Verdict, status.Design));
        Assert.Equal("True", Condition(status, "Passed"));
        Assert.Equal("all 2 objectives met", status.Summary);
    }

    [Fact]
    public void Ended_CandidateDownWithoutAControl_NeverPasses()
    {
        var spec = Spec(8) with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "latency.p95", MaxDuration = Duration.FromSeconds(1) }] };

        var status = Ended(Plan(spec), id => Round(Noise(id), errors: 2200));

        Assert.Equal((Verdict.Invalid, "CandidateUnhealthy", Severity.Critical), (status.Verdict, status.Reason, status.Severity));
        Assert.Equal("False", Condition(status, "Passed"));
    }

    [Fact]
    public void Ended_ObjectiveOnATailOfTooFewRequests_IsUndecided()
    {
        var spec = Spec(8) with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "latency.p99", MaxDuration = Duration.FromSeconds(1) }] };

        var status = Ended(Plan(spec), id => Round(Noise(id)));

        Assert.Equal(ObjectiveState.Undecided, Assert.Single(status.Objectives!).State);
        Assert.Equal("Unknown", Condition(status, "Passed"));
    }

    [Fact]
    public void Ended_StoredStatus_GivesTheSameVerdictAgain()
    {
        var plan = Plan(Spec(8));
        var status = Ended(plan, id => Round(Noise(id) * (id.Side == Side.Candidate ? 1.04 : 1), errors: id.Pair % 3));

        var stored = JsonSerializer.Deserialize<LoadCampaignStatus>(JsonSerializer.Serialize(status, ModelJson.Indented), ModelJson.Compact)!;

        var counts = stored.Metrics!.Single(m => m.Name == "errorRate");
        var again = CampaignVerdict.Judge([.. stored.Metrics!.Select(metric => new MetricInput(
            plan.Spec.Analysis.EffectiveMetrics.Single(m => m.Name == metric.Name),
            plan.Spec.Analysis,
            new SideValues(metric.Control!.Values, counts.Control!.Requests!, counts.Control.Errors!),
            new SideValues(metric.Candidate.Values, counts.Candidate.Requests!, counts.Candidate.Errors!)))]);
        Assert.Equal(JsonSerializer.Serialize(stored.Metrics, ModelJson.Compact), JsonSerializer.Serialize(again, ModelJson.Compact));
    }

    [Fact]
    public void Status_FiftyPairsAndTwentyMetrics_StaysUnderAQuarterOfAMegabyte()
    {
        var metrics = Enumerable.Range(1, 19).Select(i => new MetricSpec { Name = $"latency.p{i}" }).ToList();
        var plan = Plan(Spec(50) with { Analysis = new Analysis { Metrics = metrics } });
        var random = new Random(1);

        var status = Ended(plan, id => Round(10) with { Values = metrics.ToDictionary(m => m.Name, _ => 10 + random.NextDouble()).Append(new("errorRate", 0.0)).ToDictionary() });

        Assert.InRange(JsonSerializer.Serialize(status, ModelJson.Compact).Length, 10_000, 256 * 1024);
    }

    private static LoadCampaignStatus Ended(int pairs, Func<RoundId, Model.Contract.RoundMeasurement> measure) => Ended(Plan(Spec(pairs)), measure);

    private static LoadCampaignStatus Ended(Campaigns.Planning.CampaignPlan plan, Func<RoundId, Model.Contract.RoundMeasurement> measure) => StatusOf(plan, Run(plan, measure));

    /// <summary>About 10 ms, with 1 % of noise that differs from round to round.</summary>
    private static double Noise(RoundId id) => 10 * (1 + 0.01 * Math.Sin(id.Pair * 2.1 + (id.Side == Side.Control ? 0 : 1.3)));

    private static string Condition(LoadCampaignStatus status, string type) => status.Conditions!.Single(c => c.Type == type).Status;
}
