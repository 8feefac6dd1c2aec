using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class TakenProfilesTests
{
    private readonly CampaignPlan _plan;
    private readonly TakenProfiles _taken;

    public TakenProfilesTests()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() } };
        _plan = CampaignPlan.For("orders", campaign.Spec, 7, null);
        _taken = new TakenProfiles(_plan);
    }

    [Fact]
    public void Attribute_CampaignThatWantedNoProfiles_IsNothing() => Assert.Null(Attribute([]));

    [Fact]
    public void Attribute_FirstProfileInTrouble_SaysThatThereIsNone()
    {
        var attribution = Attribute([Record(1, Side.Candidate, "it is not known which user it runs as")])!;

        Assert.Equal(("no profiles of both sides could be taken: it is not known which user it runs as", 0, 0), (attribution.Summary, attribution.ControlProfiles, attribution.CandidateProfiles));
        Assert.Empty(attribution.Movers);
        AssertCondition(attribution, "False", "ProfilesMissing", "0 profiles of the control, 0 of the candidate: it is not known which user it runs as");
    }

    [Fact]
    public void Attribute_TroubleAfterSomePairs_ComparesThosePairsAndSaysSo()
    {
        foreach (var side in new[] { Side.Control, Side.Candidate, Side.Control, Side.Candidate, Side.Candidate }) _taken.Add(side, Profile());

        var attribution = Attribute([Record(1, Side.Control, null), Record(3, Side.Control, "the target ended during the trace")])!;

        Assert.Equal((2, 2, "the target ended during the trace"), (attribution.ControlProfiles, attribution.CandidateProfiles, attribution.Missing));
        Assert.Contains("no more profiles were taken: the target ended during the trace", attribution.Notes!);
        AssertCondition(attribution, "False", "ProfilesMissing", "2 profiles of the control, 2 of the candidate: the target ended during the trace");
    }

    [Fact]
    public void Attribute_AllOfThem_IsTold()
    {
        for (var i = 0; i < 16; i++) _taken.Add(i % 2 == 0 ? Side.Control : Side.Candidate, Profile());

        var attribution = Attribute([Record(1, Side.Control, null)])!;

        Assert.Null(attribution.Missing);
        AssertCondition(attribution, "True", "ProfilesTaken", "8 profiles of the control, 8 of the candidate");
    }

    /// <summary>To some API servers an empty text is none, and a field that is required is missing.</summary>
    [Fact]
    public void Attribute_CostsWithoutAUnit_HaveNone()
    {
        foreach (var side in new[] { Side.Control, Side.Candidate }) _taken.Add(side, Profile());

        var attribution = Attribute([Record(1, Side.Control, null)])!;

        Assert.Contains(attribution.Costs, c => c is { Cost: "counter.collections", Unit: null });
        Assert.DoesNotContain(":\"\"", System.Text.Json.JsonSerializer.Serialize(attribution, ModelJson.Compact), StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_Counters_HaveUnitsAndGaugesAreMarked()
    {
        var counters = new Dictionary<string, double> { [CounterNames.ResidentBytes] = 5e7, [CounterNames.ThrottledMs] = 0, [CounterNames.MajorFaults] = 3, [CounterNames.ThreadPoolQueue] = 1.5 };
        foreach (var side in new[] { Side.Control, Side.Candidate }) _taken.Add(side, Profile() with { Counters = counters });

        var costs = Attribute([Record(1, Side.Control, null)])!.Costs.Where(c => c.Cost.StartsWith("counter.", StringComparison.Ordinal)).ToDictionary(c => c.Cost);

        Assert.Equal(("bytes", true, 5e7), (costs["counter.rss"].Unit, costs["counter.rss"].Gauge, costs["counter.rss"].Control));
        Assert.Equal((null, true, 1.5), (costs["counter.threadPoolQueue"].Unit, costs["counter.threadPoolQueue"].Gauge, costs["counter.threadPoolQueue"].Control));
        Assert.Equal((null, null, 0.03), (costs["counter.pageFaults.major"].Unit, costs["counter.pageFaults.major"].Gauge, costs["counter.pageFaults.major"].Control));
        // That it was 0 was seen.
        Assert.Equal(("ms", 0, 0), (costs["counter.throttled"].Unit, costs["counter.throttled"].Control, costs["counter.throttled"].Candidate));
    }

    /// <summary>What a pod sends is no more than a status may hold.</summary>
    [Fact]
    public void Attribute_CountersBeyondNumber_AreCutOff()
    {
        foreach (var side in new[] { Side.Control, Side.Candidate }) _taken.Add(side, Profile() with { Counters = Enumerable.Range(0, 100).ToDictionary(i => $"c{i}", _ => 1.0) });

        Assert.Equal(AttributionStatus.MostCosts, Attribute([Record(1, Side.Control, null)])!.Costs.Count);
    }

    // Both sides spend 1 ms a request on stacks: what they differ by is elsewhere. Of a tail, or of what may be noise, nothing is said.
    [Theory]
    [InlineData("latency.p50", 0.5, 0.2, "of the 5 ms that latency grew by, 0 ms a request are on stacks")]
    [InlineData("latency.mean", 0.5, 0.2, "of the 5 ms that latency grew by, 0 ms a request are on stacks")]
    [InlineData("latency.p99", 0.5, 0.2, null)]
    [InlineData("latency.p50", 0.5, -0.1, null)]
    public void Attribute_LatencyThatDecided_IsHeldAgainstWhatIsOnStacks(string metric, double delta, double low, string? expected)
    {
        for (var i = 0; i < 16; i++) _taken.Add(i % 2 == 0 ? Side.Control : Side.Candidate, Profile() with { Counters = new Dictionary<string, double> { [CounterNames.MinorFaults] = i % 2 == 0 ? 1 : 1000 + i } });
        var status = new LoadCampaignStatus
        {
            Phase = Phase.Completed,
            Headline = new Headline { Metric = metric, Rounds = "8/8", Against = "control" },
            Metrics = [new MetricStatus { Name = metric, Unit = "ms", Scale = Scale.Ratio, Gate = true, Delta = delta, DeltaCi95 = [low, 0.8], Control = Of(10), Candidate = Of(15) }],
        };

        var summary = _taken.Attribute(new CampaignState { StartedAt = DateTimeOffset.UnixEpoch, Profiles = [Record(1, Side.Control, null)] }, status, verified: null)!.Summary;

        Assert.StartsWith($"{metric} +50.0%; minor page faults", summary, StringComparison.Ordinal);
        if (expected is null) Assert.DoesNotContain("on stacks", summary, StringComparison.Ordinal);
        else Assert.Contains(expected, summary, StringComparison.Ordinal);
    }

    private static SideStatus Of(double ms) => new() { Values = [ms], N = 1, GeometricMean = ms };

    private static ProfileRecord Record(int pair, Side side, string? trouble) => new(pair, side, null, trouble);

    private static Profile Profile() => new() { Stacks = [new StackCost([new Frame("Orders.Parse", false)], CostKind.Cpu, 100)], Seconds = 10, Requests = 100, Counters = new Dictionary<string, double> { [CounterNames.Collections] = 3 } };

    private static void AssertCondition(AttributionStatus attribution, string status, string reason, string message)
    {
        var stamped = StatusBuilder.Stamp(new LoadCampaignStatus { Phase = Phase.Completed, Verdict = Verdict.Regression, Attribution = attribution }, DateTimeOffset.UnixEpoch, new StatusContext());
        var condition = Assert.Single(stamped.Conditions!, c => c.Type == "Profiled");
        Assert.Equal((status, reason, message), (condition.Status, condition.Reason, condition.Message));
        Assert.Equal("False", stamped.Conditions!.Single(c => c.Type == "Passed").Status);
    }

    private AttributionStatus? Attribute(IReadOnlyList<ProfileRecord> records) =>
        _taken.Attribute(new CampaignState { StartedAt = DateTimeOffset.UnixEpoch, Profiles = records }, new LoadCampaignStatus { Phase = Phase.Completed }, verified: null);
}
