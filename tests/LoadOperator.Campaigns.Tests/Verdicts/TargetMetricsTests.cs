using k8s.Models;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>Metrics of the target's process, which profiles measure after the scored rounds.</summary>
public sealed class TargetMetricsTests
{
    private const string Cpu = "target.cpu";

    private static readonly CampaignPlan Gating = PlanWith(new MetricSpec { Name = Cpu });

    [Fact]
    public void Plan_MetricsOfTheTarget_AreAskedOfProfilesAndNotOfRounds()
    {
        Assert.Equal(["latency.p95", "errorRate"], Gating.Metrics.Select(m => m.Text));
        Assert.Equal([Cpu], Gating.TargetMetrics.Select(m => m.Text));
    }

    [Theory]
    [InlineData(1.2, Verdict.Regression)]
    [InlineData(1.0, Verdict.NoRegression)]
    [InlineData(0.8, Verdict.Improvement)]
    public void Verdict_OfProfiles_IsThatOfTheCampaign(double ratio, Verdict verdict)
    {
        var status = StatusOf(Gating, Profiled(Gating, ratio));

        Assert.Equal(verdict, status.Verdict);
        var cpu = status.Metrics!.Single(m => m.Name == Cpu);
        Assert.Equal((8, 8, "ms", verdict), (cpu.Control!.N, cpu.Candidate.N, cpu.Unit, cpu.Verdict));
        Assert.Equal(ratio - 1, cpu.Delta!.Value, tolerance: 0.01);
        if (verdict != Verdict.NoRegression) Assert.StartsWith("target.cpu ", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_MetricThatDoesNotGate_InformsAlone()
    {
        var plan = PlanWith(new MetricSpec { Name = Cpu, Gate = false });

        var status = StatusOf(plan, Profiled(plan, 1.5));

        Assert.Equal(Verdict.NoRegression, status.Verdict);
        Assert.Equal(Verdict.Regression, status.Metrics!.Single(m => m.Name == Cpu).Verdict);
    }

    /// <summary>A process that refuses its work is cheap.</summary>
    [Theory]
    [InlineData(0.2, Verdict.Inconclusive, "OutageWhileProfiled")]
    [InlineData(0.05, Verdict.Improvement, null)]
    public void Verdict_SideThatFailsItsRequestsWhileItIsProfiled_IsNoPass(double share, Verdict verdict, string? reason)
    {
        var state = Profiled(Gating, 0.5, p => p is { Pair: 3, Side: Side.Candidate } ? p with { Measurement = p.Measurement! with { Errors = (long)(p.Measurement.Requests * share) } } : p);

        var status = StatusOf(Gating, state);

        Assert.Equal(verdict, status.Metrics!.Single(m => m.Name == Cpu).Verdict);
        if (reason is not null) Assert.Equal((verdict, reason), (status.Verdict, status.Reason));
    }

    [Fact]
    public void Verdict_WithoutProfiles_IsNoPass()
    {
        var state = Scored(Gating).After(new CampaignEvent.ProfileTaken(new ProfileRecord(1, Side.Control, null, "no such process")), Gating);

        var status = StatusOf(Gating, state);

        Assert.Equal((Verdict.Inconclusive, "NotProfiled"), (status.Verdict, status.Reason));
        Assert.Contains("target.cpu: 0 pairs of profiles; a verdict needs 8", status.Summary, StringComparison.Ordinal);
        Assert.NotEqual("True", status.Conditions!.Single(c => c.Type == "Passed").Status);
    }

    [Fact]
    public void Verdict_WithoutProfiles_LeavesARegressionOfLatencyAsItIs()
    {
        var state = Scored(Gating, latency: 1.5).After(new CampaignEvent.ProfileTaken(new ProfileRecord(1, Side.Control, null, "no such process")), Gating);

        Assert.Equal(Verdict.Regression, StatusOf(Gating, state).Verdict);
    }

    [Theory]
    [InlineData(double.NaN, "NotProfiled", "not every profile has counter cpu")]
    [InlineData(0.0, "ValueNotPositive", "some profiles have a value of 0")]
    public void Verdict_ProfileWithoutAValue_IsInconclusive(double value, string reason, string message)
    {
        var status = StatusOf(Gating, Profiled(Gating, 1, values => values with { Target = values is { Pair: 3, Side: Side.Candidate } ? double.IsNaN(value) ? new Dictionary<string, double>() : new Dictionary<string, double> { [Cpu] = value } : values.Target }));

        var cpu = status.Metrics!.Single(m => m.Name == Cpu);
        Assert.Equal((Verdict.Inconclusive, reason), (cpu.Verdict, cpu.Reason));
        Assert.Contains(message, cpu.Message, StringComparison.Ordinal);
        Assert.Equal(Verdict.Inconclusive, status.Verdict);
    }

    /// <summary>Scored rounds say nothing of the target: there are no more of them for its sake, before its profiles or after.</summary>
    [Fact]
    public void Next_CampaignThatMayExtendItself_IsProfiledAndEndsThere()
    {
        var spec = SpecWith(new MetricSpec { Name = Cpu });
        var plan = Plan(spec with { Rounds = spec.Rounds with { MaxCount = 16 } });
        var state = Scored(plan);

        Assert.Equal(8, state.CompletePairs(2).Count);
        Assert.Equal(new CampaignStep.Profile(1, Side.Control), CampaignLifecycle.Next(plan, state, Start).Step);

        // So noisy that nothing follows.
        state = Profiled(plan, 1, p => p with { Target = new Dictionary<string, double> { [Cpu] = p.Side == Side.Control ? 1 + p.Pair : 9 - p.Pair } });
        Assert.Equal("NotEnoughEvidence", StatusOf(plan, state).Metrics!.Single(m => m.Name == Cpu).Reason);
        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(plan, state, Start).Step);
    }

    /// <summary>What a look decides before the profiles are taken must stand when they are: the place in the family is held.</summary>
    [Fact]
    public void Verdict_MetricThatWaits_HoldsItsPlaceInTheFamily()
    {
        var scored = Scored(Gating, latency: 1.03);
        MetricStatus Latency(CampaignState state) => CampaignVerdict.Of(Gating, state, null).Metrics.Single(m => m.Name == "latency.p95");
        double before = Latency(scored).PAdjusted!.Value, p = Latency(scored).PValue!.Value;

        // Three gate: the error rate does, too.
        Assert.Equal(3 * p, before, tolerance: 1e-12);
        Assert.InRange(Latency(Profiled(Gating, 1.5, latency: 1.03)).PAdjusted!.Value, p, before);
        Assert.InRange(Latency(Profiled(Gating, 1.0, latency: 1.03)).PAdjusted!.Value, p, before);
    }

    [Fact]
    public void Margin_OfTheTarget_IsNotRaisedForTheTimesOfRequests()
    {
        var spec = SpecWith(new MetricSpec { Name = Cpu });
        var plan = Plan(spec with { Analysis = spec.Analysis with { MinDelta = Duration.FromMilliseconds(50) } });

        Assert.Equal(Verdict.Regression, StatusOf(plan, Profiled(plan, 1.2)).Verdict);
    }

    [Theory]
    [InlineData("60Mi", ObjectiveState.Met)]
    [InlineData("40Mi", ObjectiveState.Missed)]
    public void Objective_OfTheTarget_IsJudgedByItsProfiles(string most, ObjectiveState expected)
    {
        var plan = Plan(SpecWith() with { Objectives = [new Objective { Metric = "target.rss", MaxSize = new ResourceQuantity(most) }] });

        var objective = Assert.Single(StatusOf(plan, Profiled(plan, 1, name: "target.rss", scale: 5 * 1024 * 1024)).Objectives!);

        Assert.Equal((expected, $"at most {most}"), (objective.State, objective.Bound));
        Assert.Equal(ObjectiveState.NoData, Assert.Single(CampaignVerdict.Of(plan, Scored(plan), null).Objectives).State);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(1.0)]
    public void Recomputation_OfAStoredResult_Agrees(double ratio)
    {
        var spec = SpecWith(new MetricSpec { Name = Cpu }) with { Objectives = [new Objective { Metric = "target.gcPause", MaxDuration = Duration.FromMilliseconds(20) }] };
        var plan = Plan(spec);
        var state = Profiled(plan, ratio, p => p with { Target = new Dictionary<string, double>(p.Target) { ["target.gcPause"] = 1 + 0.01 * p.Pair } });
        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = "test" }, Spec = spec, Status = StatusOf(plan, state) };

        Assert.Equal(ObjectiveState.Met, Assert.Single(campaign.Status.Objectives!).State);
        Assert.Empty(Recomputation.Of(campaign).Differences);
    }

    /// <summary>A counter that one profile lacks, a profile that was missed, a side that refused its work: what is stored tells them apart.</summary>
    [Theory]
    [InlineData("one of ten lacks it", "NotProfiled")]
    [InlineData("the last of ten lacks it", "NotProfiled")]
    [InlineData("all lack it", "NotProfiled")]
    [InlineData("five pairs", "NotProfiled")]
    [InlineData("nine pairs and a half", "MarginExceeded")]
    [InlineData("errors", "OutageWhileProfiled")]
    public void Recomputation_OfIncompleteProfiles_Agrees(string story, string reason)
    {
        var spec = SpecWith(new MetricSpec { Name = Cpu }) with { Objectives = [new Objective { Metric = "target.rss", MaxSize = new ResourceQuantity("60Mi") }] };
        var plan = Plan(spec with { Profiling = spec.Profiling! with { Profiles = 10 } });
        var without = new Dictionary<string, double>();
        ProfileRecord Change(ProfileRecord p) => (story, p.Pair, p.Side) switch
        {
            ("one of ten lacks it", 3, Side.Candidate) or ("the last of ten lacks it", 10, Side.Control) or ("all lack it", _, _) => p with { Target = without },
            ("five pairs", 6, _) or ("nine pairs and a half", 10, Side.Candidate) => p with { Trouble = "the target ended" },
            ("errors", 4, Side.Candidate) => p with { Measurement = p.Measurement! with { Errors = p.Measurement.Requests / 2 } },
            _ => p with { Target = new Dictionary<string, double>(p.Target) { ["target.rss"] = 5e7 + 1e5 * p.Pair } },
        };

        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = "test" }, Spec = plan.Spec, Status = StatusOf(plan, Profiled(plan, 1.2, Change)) };

        Assert.Equal(reason, campaign.Status.Metrics!.Single(m => m.Name == Cpu).Reason);
        var recomputation = Recomputation.Of(campaign);
        Assert.True(recomputation.Differences.Count == 0, string.Join("; ", recomputation.Differences));
    }

    /// <summary>Earlier versions did not keep the requests of profiled rounds.</summary>
    [Fact]
    public void Recomputation_OfAResultWithoutTheRequestsOfProfiles_Agrees()
    {
        var spec = SpecWith(new MetricSpec { Name = Cpu }) with { Objectives = [new Objective { Metric = "target.rss", MaxSize = new ResourceQuantity("60Mi") }] };
        var plan = Plan(spec);
        var status = StatusOf(plan, Profiled(plan, 1.2, p => p with { Target = new Dictionary<string, double>(p.Target) { ["target.rss"] = 5e7 + 1e5 * p.Pair } }));
        var stored = status with
        {
            Metrics = [.. status.Metrics!.Select(m => m.Name == Cpu ? m with { Control = m.Control! with { Requests = null, Errors = null }, Candidate = m.Candidate with { Requests = null, Errors = null } } : m)],
            Objectives = [.. status.Objectives!.Select(o => o with { Requests = null, Errors = null })],
        };

        var recomputation = Recomputation.Of(new LoadCampaign { Metadata = new V1ObjectMeta { Name = "test" }, Spec = plan.Spec, Status = stored });

        Assert.True(recomputation.Differences.Count == 0, string.Join("; ", recomputation.Differences));
        Assert.NotEqual(status.Metrics!.Single(m => m.Name == Cpu), stored.Metrics!.Single(m => m.Name == Cpu));
    }

    private static LoadCampaignSpec SpecWith(params MetricSpec[] metrics) => Spec(pairs: 8) with
    {
        Profiling = new Profiling { DotnetTrace = new DotnetTrace(), When = ProfilingTime.Always },
        Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p95" }, .. metrics] },
    };

    private static CampaignPlan PlanWith(params MetricSpec[] metrics) => Plan(SpecWith(metrics));

    private static CampaignState Scored(CampaignPlan plan, double latency = 1) =>
        Run(plan, id => Round((10 + 0.01 * id.Pair) * (id.Side == Side.Candidate ? latency + 0.001 * (id.Pair % 3) : 1)));

    /// <summary>A campaign whose profiles show this ratio of the sides.</summary>
    private static CampaignState Profiled(CampaignPlan plan, double ratio, Func<ProfileRecord, ProfileRecord>? change = null, double latency = 1, string name = Cpu, double scale = 1)
    {
        var state = Scored(plan, latency);
        while (CampaignLifecycle.Next(plan, state, Start).Step is CampaignStep.Profile { Pair: var pair, Side: var side })
        {
            var value = scale * (10 + 0.1 * pair) * (side == Side.Candidate ? ratio + 0.002 * (pair % 3 - 1) : 1);
            var record = new ProfileRecord(pair, side, Round(10), null) { Target = new Dictionary<string, double> { [name] = value } };
            state = state.After(new CampaignEvent.ProfileTaken(change?.Invoke(record) ?? record), plan);
        }

        return state;
    }
}
