using System.Text.Json;
using k8s.Models;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Verdicts;

public sealed class RecomputationTests
{
    public static TheoryData<string, double, long> Stories => new()
    {
        { "nothing changed", 1, 0 },
        { "slower", 1.3, 0 },
        { "undecided", 1.045, 0 },
        { "faster", 0.8, 0 },
        { "errors", 1, 3 },
        { "candidate dies", 1, 2200 },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Of_StoredResult_Agrees(string story, double ratio, long errors)
    {
        var recomputation = Recomputation.Of(Stored(Spec(8), id => id.Side == Side.Candidate ? Round(Noise(id) * ratio, errors * (id.Pair % 2)) : Round(Noise(id))));

        Assert.True(recomputation.Differences.Count == 0, story + ": " + string.Join("; ", recomputation.Differences));
        Assert.True(recomputation.Figures > 100);
    }

    [Fact]
    public void Of_ObjectivesOnly_Agrees()
    {
        var spec = Spec(8) with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "throughput", MinPerSecond = 900 }, new Objective { Metric = "latency.p95", MaxDuration = Duration.FromMilliseconds(20) }] };

        Assert.Empty(Recomputation.Of(Stored(spec, id => Round(Noise(id)))).Differences);
    }

    [Fact]
    public void Of_RoundWithoutAValue_Agrees()
    {
        var stored = Stored(Spec(8), id => id.Pair == 3 ? Round(Noise(id)) with { Values = new Dictionary<string, double> { ["errorRate"] = 0 } } : Round(Noise(id)));

        Assert.Equal(Verdict.Invalid, stored.Status!.Verdict);
        Assert.Empty(Recomputation.Of(stored).Differences);
    }

    [Fact]
    public void Of_ExtendedCampaign_UsesTheLevelsOfItsLook()
    {
        var spec = Spec(8) with { Rounds = new() { Count = 8, MaxCount = 20, Seed = 1 } };

        Assert.Empty(Recomputation.Of(Stored(spec, id => Round(Noise(id) * (id.Side == Side.Candidate ? 1.3 : 1)))).Differences);
    }

    [Fact]
    public void Of_ChangedRound_SaysWhatNoLongerFollows()
    {
        var stored = Stored(Spec(8), id => Round(Noise(id) * (id.Side == Side.Candidate ? 1.3 : 1)));
        var metric = stored.Status!.Metrics![0];
        stored.Status = stored.Status with { Metrics = [metric with { Candidate = metric.Candidate with { Values = [.. metric.Candidate.Values.Skip(1).Prepend(metric.Candidate.Values[0] * (1 + 1e-9))] } }, .. stored.Status.Metrics.Skip(1)] };

        var differences = Recomputation.Of(stored).Differences;

        Assert.Contains(differences, d => d.Path == "status.metrics[0].delta");
        Assert.DoesNotContain(differences, d => d.Path.StartsWith("status.metrics[1]", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ChangedVerdict_IsNamed()
    {
        var stored = Stored(Spec(8), id => Round(Noise(id) * (id.Side == Side.Candidate ? 1.3 : 1)));
        stored.Status = stored.Status! with { Verdict = Verdict.NoRegression };

        Assert.Equal(new Difference("status.verdict", "\"NoRegression\"", "\"Regression\""), Assert.Single(Recomputation.Of(stored).Differences));
    }

    [Fact]
    public void Of_CampaignUnderWay_Throws() =>
        Assert.Throws<ArgumentException>(() => Recomputation.Of(new LoadCampaign { Spec = Spec(), Status = new LoadCampaignStatus { Phase = Phase.Running } }));

    /// <summary>A campaign as it is read back from its file.</summary>
    private static LoadCampaign Stored(LoadCampaignSpec spec, Func<RoundId, RoundMeasurement> measure)
    {
        var plan = Plan(spec);
        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = "test" }, Spec = spec, Status = StatusOf(plan, Run(plan, measure)) };
        return JsonSerializer.Deserialize<LoadCampaign>(JsonSerializer.Serialize(campaign, ModelJson.Indented), ModelJson.Compact)!;
    }

    private static double Noise(RoundId id) => 10 * (1 + 0.01 * Math.Sin(id.Pair * 2.1 + (id.Side == Side.Control ? 0 : 1.3)));
}
