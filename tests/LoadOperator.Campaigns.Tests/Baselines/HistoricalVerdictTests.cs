using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class HistoricalVerdictTests
{
    private static readonly double[] Steady = [10, 10.02, 9.98, 10.01, 9.99];

    [Theory]
    [InlineData(10, Verdict.NoRegression)]
    [InlineData(12, Verdict.Regression)]
    [InlineData(10.45, Verdict.Inconclusive)]
    [InlineData(8, Verdict.Improvement)]
    public void Verdict_EnoughHistory_IsReachedAndCanBeRecomputed(double latencyMs, Verdict expected)
    {
        var (status, plan) = Compare(TestBaselines.Of(Steady), latencyMs);

        Assert.True(expected == status.Verdict, $"{status.Verdict}: {status.Summary}");
        Assert.Equal(Design.Historical, status.Design);
        Assert.Equal("baseline orders", status.Headline!.Against);
        Assert.Contains(status.Notes!, n => n.Contains("a blocked order", StringComparison.Ordinal));
        var metric = status.Metrics!.Single(m => m.Name == "latency.p95");
        Assert.Equal(("RandomEffectsLogRatio", 5, 5, 4.0), (metric.Test, metric.History!.Revision, metric.History.Measurements, metric.History.Df!.Value));
        Assert.Equal((25, 5), (metric.Control!.N, metric.Candidate.N));
        Assert.Empty(Recomputation.Of(new LoadCampaign { Metadata = new() { Name = "test" }, Spec = plan.Spec, Status = status }).Differences);
    }

    [Fact]
    public void Run_HistoricalCampaign_MeasuresTheCandidateOnly()
    {
        var plan = Plan(TestBaselines.Of(Steady));

        Assert.Equal([Side.Candidate], plan.Sides);
        Assert.All(Run(plan, _ => Round(10)).Rounds, r => Assert.Equal(Side.Candidate, r.Id.Side));
    }

    /// <summary>Suspended after the last round: the generators were given back, and their conditions are those of the rounds all the same.</summary>
    [Fact]
    public void Verdict_GeneratorsGivenBackAfterTheLastRound_IsTheSame()
    {
        var plan = Plan(TestBaselines.Of(Steady));
        var state = Run(plan, id => Measured(10, id.Pair)).After(new CampaignEvent.Suspended(Start), plan).After(new CampaignEvent.Resumed(Start), plan);

        Assert.Empty(state.Generators);
        Assert.Equal(Verdict.NoRegression, StatusOf(plan, state).Verdict);
    }

    [Theory]
    [InlineData(10, Severity.None)]
    [InlineData(12, Severity.Review)]
    public void Verdict_HistoryTooShort_DecidesNothing(double latencyMs, Severity severity)
    {
        var (status, _) = Compare(TestBaselines.Of([10, 10]), latencyMs);

        Assert.Equal((Verdict.Inconclusive, "HistoryTooShort", severity), (status.Verdict!.Value, status.Reason, status.Severity!.Value));
        Assert.Equal(GateAnswer.Unknown, Gate.Of(status));
    }

    [Fact]
    public void Verdict_HistoryOfDifferentOrUnknownImages_IsTooShort()
    {
        Assert.Equal("HistoryTooShort", Compare(TestBaselines.Of(Steady, image: revision => $"sha256:{revision}"), 10).Status.Reason);
        Assert.Equal("HistoryTooShort", Compare(TestBaselines.Of(Steady, image: _ => null), 10).Status.Reason);
    }

    [Theory]
    [InlineData(10, Verdict.NoRegression)]
    [InlineData(12, Verdict.Regression)]
    public void Verdict_WithinRunOnly_DecidesAndSaysOnWhat(double latencyMs, Verdict expected)
    {
        var (status, _) = Compare(TestBaselines.Of([10]), latencyMs, analysis => analysis with { HistoricalPolicy = HistoricalPolicy.WithinRunOnly });

        Assert.Equal(expected, status.Verdict);
        Assert.Contains(status.Metrics![0].Notes!, n => n.Contains("the rounds alone decided", StringComparison.Ordinal));
    }

    [Fact]
    public void Verdict_SpreadOfAnotherImage_ServesANewOne()
    {
        var (status, _) = Compare(TestBaselines.Of([.. Steady, 10], image: revision => revision == 6 ? "sha256:new" : TestBaselines.Image), 12);

        Assert.Equal(Verdict.Regression, status.Verdict);
        Assert.Equal((6, 1, 4.0), (status.Metrics![0].History!.Revision, status.Metrics[0].History!.Measurements, status.Metrics[0].History!.Df!.Value));
    }

    [Fact]
    public void Verdict_SlowRatchet_IsSeenByThePinnedRevision()
    {
        // The newest image is 8 % slower than the pinned one, and the candidate another 4 %.
        double[] history = [.. Steady, .. Steady.Select(x => x * 1.08)];
        static string Image(int revision) => revision <= 5 ? "sha256:a" : "sha256:b";

        var unpinned = Compare(TestBaselines.Of(history, Image), 10.8 * 1.02).Status;
        var (pinned, plan) = Compare(TestBaselines.Of(history, Image, new BaselineSpec { PinnedRevision = 1 }), 10.8 * 1.02);

        Assert.Equal(Verdict.NoRegression, unpinned.Verdict);
        Assert.True(Verdict.Regression == pinned.Verdict, pinned.Summary);
        Assert.Equal(1, pinned.Metrics![0].History!.Revision);
        Assert.Contains(pinned.Metrics[0].Notes!, n => n.StartsWith("against revision 10: NoRegression", StringComparison.Ordinal));
        Assert.Empty(Recomputation.Of(new LoadCampaign { Metadata = new() { Name = "test" }, Spec = plan.Spec, Status = pinned }).Differences);
    }

    [Fact]
    public void Next_OtherConditions_EndsBeforeAnyLoad_NamingFieldAndBothValues()
    {
        var plan = Plan(TestBaselines.Of(Steady));
        var state = Ready() with { Generators = [OneGenerator with { Info = OneGenerator.Info with { Kernel = "6.8.0" } }] };

        var status = StatusOf(plan, state);

        Assert.Equal((Verdict.Invalid, "NotComparable"), (status.Verdict!.Value, status.Reason));
        Assert.Contains("environment.kernel: nothing then, 6.8.0 now", status.Summary, StringComparison.Ordinal);
        Assert.Equal(GateAnswer.Failed, Gate.Of(status));
    }

    // The status has those that the answer is about: it can be recomputed.
    [Fact]
    public void Next_OtherConditionsAfterSomeHaveScored_NamesThoseThatAreThereNow()
    {
        var plan = Plan(TestBaselines.Of(Steady));
        var first = CampaignLifecycle.NextRound(plan, Ready())!.Value;
        var state = Ready().After(new CampaignEvent.RoundEnded(first, Measured(10, first.Pair)), plan)
            .After(new CampaignEvent.RoundLost(CampaignLifecycle.NextRound(plan, Ready())!.Value with { Pair = 2 }, "evicted"), plan)
            .After(new CampaignEvent.GeneratorsReady([OneGenerator with { Info = OneGenerator.Info with { Kernel = "6.8.0" } }]), plan);

        var status = StatusOf(plan, state);

        Assert.Equal((Verdict.Invalid, "NotComparable", "6.8.0"), (status.Verdict!.Value, status.Reason, Assert.Single(status.Generators!).Info!.Kernel));
        Assert.Empty(Recomputation.Of(new LoadCampaign { Metadata = new() { Name = "test" }, Spec = plan.Spec, Status = status }).Differences);
    }

    [Fact]
    public void Verdict_ToleratedDifference_IsNoted()
    {
        var plan = Plan(TestBaselines.Of(Steady), analysis => analysis with { TolerateDifferences = ["environment.kernel"] });
        var state = Run(plan, id => Measured(10, id.Pair)) with { Generators = [OneGenerator with { Info = OneGenerator.Info with { Kernel = "6.8.0" } }] };

        var status = StatusOf(plan, state);

        Assert.Equal(Verdict.NoRegression, status.Verdict);
        Assert.Contains(status.Notes!, n => n == "differs, and is accepted by analysis.tolerateDifferences: environment.kernel: nothing then, 6.8.0 now");
    }

    [Theory]
    [InlineData(10, false, Verdict.Inconclusive, "BaselineStale")]
    [InlineData(10, true, Verdict.NoRegression, "MarginExcluded")]
    [InlineData(12, false, Verdict.Regression, "MarginExceeded")]
    public void Verdict_StaleBaseline_PassesNothingUnlessAccepted(double latencyMs, bool accepted, Verdict expected, string reason)
    {
        var (status, _) = Compare(TestBaselines.Of(Steady, more: new BaselineSpec { MaxAge = Duration.Parse("1h") }), latencyMs, a => accepted ? a with { TolerateDifferences = [ConditionNames.Age] } : a);

        Assert.Equal((expected, reason), (status.Verdict!.Value, status.Reason));
        Assert.Contains(status.Notes!, n => n.StartsWith("Stale: revision 5", StringComparison.Ordinal));
    }

    [Fact]
    public void Next_NoBaseline_EndsInvalidBeforeAnyLoad()
    {
        var status = StatusOf(CampaignPlan.For("test", SpecOf(null), 1), new CampaignState { StartedAt = Start });

        Assert.Equal((Verdict.Invalid, "BaselineMissing"), (status.Verdict!.Value, status.Reason));
    }

    [Fact]
    public void Verdict_MetricThatTheBaselineLacks_IsInvalid()
    {
        var (status, _) = Compare(TestBaselines.Of(Steady), 10, analysis => analysis with { Metrics = [new MetricSpec { Name = "serviceTime.p95" }] });

        Assert.Equal((Verdict.Invalid, "MissingInBaseline"), (status.Verdict!.Value, status.Reason));
    }

    [Fact]
    public void Verdict_CandidateFails_IsARegression()
    {
        var plan = Plan(TestBaselines.Of(Steady));

        Assert.Equal("CandidateUnhealthy", StatusOf(plan, Run(plan, id => Round(10, errors: id.Pair == 1 ? 2200 : 0))).Reason);
        Assert.Equal(Verdict.Regression, StatusOf(plan, Run(plan, id => Measured(10, id.Pair, errors: 60))).Metrics!.Single(m => m.Name == "errorRate").Verdict);
    }

    [Fact]
    public void Fingerprint_OfEverything_HasOnlyNamesThatCanBeTolerated()
    {
        var node = new NodeFacts { Name = "n", InstanceType = "m5", Architecture = "amd64", Kernel = "6", ContainerRuntime = "containerd://2", Cpus = "2" };
        var container = new ContainerFacts { Name = "c", Image = "i", ImageId = "sha256:x", CpuLimit = "1", MemoryLimit = "1Gi" };
        var info = OneGenerator.Info with { Runtime = ".NET", GarbageCollector = "Server", OperatingSystem = "Debian", Kernel = "6", CpuModel = "X", Files = Files("1") };
        var spec = Spec() with { Candidate = Spec().Candidate with { Protocol = HttpProtocol.Http2 }, Load = Spec().Load with { Connections = new Connections { Max = 16 } } };
        var fingerprint = Fingerprint.Of(spec, [new GeneratorFacts(info, ["cpu"], new PodFacts { Name = "p", Node = node, Container = container })], new TargetEnvironment { Service = "s", Routing = Routing.Service, ReadyEndpoints = 1, Containers = [container], Nodes = [node] });

        Assert.Equal(ConditionNames.All.Except([ConditionNames.Age]), fingerprint.Keys);
    }

    [Fact]
    public void Verdict_RowsOfAFeedHaveChanged_IsNotComparableAndNamesTheFile()
    {
        var baseline = TestBaselines.Of(Steady);
        baseline.Spec = baseline.Spec with { Samples = [.. baseline.Spec.Samples.Select(s => s with { Fingerprint = Fingerprint.Of(SpecOf(null), [Reads("1")], null) })] };
        var plan = Plan(baseline);

        var other = StatusOf(plan, Warm() with { Generators = [Reads("2")] });

        Assert.IsType<CampaignStep.RunRound>(CampaignLifecycle.Next(plan, Warm() with { Generators = [Reads("1")] }, Start).Step);
        Assert.Equal("NotComparable", other.Reason);
        Assert.Contains("workload.data: users.csv sha256:111111111111 then, users.csv sha256:222222222222 now", other.Summary, StringComparison.Ordinal);
    }

    private static GeneratorFacts Reads(string digit) => OneGenerator with { Info = OneGenerator.Info with { Files = Files(digit) } };

    private static Dictionary<string, string> Files(string digit) => new() { ["users.csv"] = "sha256:" + string.Concat(Enumerable.Repeat(digit, 64)) };

    private static LoadCampaignSpec SpecOf(Func<Analysis, Analysis>? change) => Spec(5) with
    {
        Comparison = new Comparison { BaselineRef = new BaselineReference { Name = "orders" } },
        Analysis = change?.Invoke(new Analysis()) ?? new Analysis(),
    };

    private static CampaignPlan Plan(Baseline baseline, Func<Analysis, Analysis>? change = null) => CampaignPlan.For("test", SpecOf(change), 1, baseline);

    private static (LoadCampaignStatus Status, CampaignPlan Plan) Compare(Baseline baseline, double latencyMs, Func<Analysis, Analysis>? change = null)
    {
        var plan = Plan(baseline, change);
        return (StatusOf(plan, Run(plan, id => Measured(latencyMs, id.Pair))), plan);
    }

    private static Model.Contract.RoundMeasurement Measured(double latencyMs, int round, long errors = 0) => Round(latencyMs * (1 + 0.01 * Math.Sin(round * 1.7)), errors);
}
