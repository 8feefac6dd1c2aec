using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Lifecycle;

public sealed class ProfileRoundsTests
{
    private static readonly CampaignPlan OnRegression = PlanWith(ProfilingTime.OnRegression);
    private static readonly CampaignPlan Always = PlanWith(ProfilingTime.Always);

    [Fact]
    public void Next_Regression_ProfilesBothSidesInTurnAndThenPublishes()
    {
        var state = Regressed(OnRegression);
        var sides = new List<Side>();
        while (CampaignLifecycle.Next(OnRegression, state, Start).Step is CampaignStep.Profile step)
        {
            Assert.Equal(sides.Count / 2 + 1, step.Pair);
            sides.Add(step.Side);
            state = state.After(new CampaignEvent.ProfileTaken(new ProfileRecord(step.Pair, step.Side, Round(10), null)), OnRegression);
        }

        Assert.Equal(16, sides.Count);
        Assert.Equal([Side.Control, Side.Candidate, Side.Candidate, Side.Control], sides.Take(4));
        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(OnRegression, state, Start).Step);
        Assert.Equal(Verdict.Regression, StatusOf(OnRegression, state).Verdict);
    }

    [Fact]
    public void Next_NoRegression_ProfilesOnlyWhereAlwaysAsked()
    {
        Assert.IsType<CampaignStep.Publish>(CampaignLifecycle.Next(OnRegression, Same(OnRegression), Start).Step);
        Assert.Equal(new CampaignStep.Profile(1, Side.Control), CampaignLifecycle.Next(Always, Same(Always), Start).Step);
    }

    [Fact]
    public void Next_CampaignThatAnotherProcessTookUp_NamesNoRoundThatGeneratorsMayKnow()
    {
        var before = Assert.IsType<CampaignStep.Profile>(CampaignLifecycle.Next(OnRegression, Regressed(OnRegression), Start).Step);
        var after = Assert.IsType<CampaignStep.Profile>(CampaignLifecycle.Next(OnRegression, Regressed(OnRegression) with { TakenUpAt = DateTimeOffset.UnixEpoch.AddSeconds(7) }, Start).Step);

        Assert.Equal(("profile-01-control", "profile-01-control-7000"), (before.Id, after.Id));
    }

    [Fact]
    public void Next_ProfileThatFailed_TakesNoOther()
    {
        var state = Regressed(OnRegression).After(new CampaignEvent.ProfileTaken(new ProfileRecord(1, Side.Control, null, "no such process")), OnRegression);

        Assert.IsType<CampaignStep.Publish>(CampaignLifecycle.Next(OnRegression, state, Start).Step);
    }

    /// <summary>Suspended, or taken up by another operator: the generators are gone, and the profiles with them.</summary>
    [Fact]
    public void Next_GeneratorsGoneBeforeTheProfiles_StartsAndWarmsThemAndGoesOn()
    {
        var state = Resumed(OnRegression);
        var steps = new List<CampaignStep>();
        while (CampaignLifecycle.Next(OnRegression, state, Start).Step is not CampaignStep.Publish and var step)
        {
            steps.Add(step);
            state = state.After(
                step switch
                {
                    CampaignStep.StartGenerators => new CampaignEvent.GeneratorsReady([OneGenerator]),
                    CampaignStep.WarmUp warmUp => new CampaignEvent.WarmUpRoundEnded(warmUp.Side, 10),
                    CampaignStep.Profile profile => new CampaignEvent.ProfileTaken(new ProfileRecord(profile.Pair, profile.Side, Round(10), null)),
                    _ => throw new InvalidOperationException($"{step}"),
                },
                OnRegression);
        }

        Assert.Equal(
            [new CampaignStep.StartGenerators(), new CampaignStep.WarmUp(Side.Control, 1), new CampaignStep.WarmUp(Side.Control, 2), new CampaignStep.WarmUp(Side.Candidate, 1), new CampaignStep.WarmUp(Side.Candidate, 2), new CampaignStep.Profile(1, Side.Control)],
            steps.Take(6));
        Assert.Equal(16, state.Profiles.Count);
        Assert.Equal(Verdict.Regression, StatusOf(OnRegression, state).Verdict);
    }

    /// <summary>Others were started for the profiles, on another machine, and one side did not become steady for them: that says nothing of what was scored.</summary>
    [Fact]
    public void Status_GeneratorsStartedForTheProfilesAlone_IsOfThoseThatScored()
    {
        var ready = Resumed(OnRegression).After(new CampaignEvent.GeneratorsReady([Another]), OnRegression);
        var warm = Enumerable.Range(1, 10).Aggregate(ready, (state, second) => state.After(new CampaignEvent.WarmUpRoundEnded(Side.Control, 10 * (second % 2 + 1)), OnRegression));
        foreach (var state in new[] { Resumed(OnRegression), ready, warm, warm.After(new CampaignEvent.LostInWarmUp("evicted"), OnRegression), warm.After(new CampaignEvent.Suspended(Start), OnRegression) })
        {
            var status = StatusBuilderOf(OnRegression, state, null);

            Assert.Equal("h", Assert.Single(status.Generators!).Info!.Host);
            Assert.NotNull(status.Generators![0].Worst);
            Assert.Equal([(Side.Control, 2, true), (Side.Candidate, 2, true)], status.WarmUp!.Select(w => (w.Side, w.Seconds, w.Steady)));
            Assert.DoesNotContain(status.Notes!, note => note.Contains("not steady", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Next_GeneratorsGoneAndNoProfileWanted_Publishes() =>
        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(OnRegression, Same(OnRegression).WithoutGenerators(), Start).Step);

    [Fact]
    public void Next_GeneratorsGoneAtTheDeadline_KeepsTheVerdict()
    {
        var state = Resumed(OnRegression);

        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(OnRegression, state, state.DeadlineOf(OnRegression)).Step);
        Assert.True(CampaignLifecycle.Next(OnRegression, state, state.DeadlineOf(OnRegression).AddSeconds(-1)).GiveUpAt <= state.DeadlineOf(OnRegression));
    }

    public static TheoryData<CampaignEvent, string> Troubles => new()
    {
        { new CampaignEvent.GeneratorsFailed("no node has room"), "no node has room" },
        { new CampaignEvent.TargetUnavailable("service orders has no endpoints"), "service orders has no endpoints" },
        { new CampaignEvent.LostInWarmUp("evicted"), "evicted" },
        { new CampaignEvent.GaveUp(null, Start), "generators or their warm-up were not ready in time" },
        { new CampaignEvent.GaveUp(null, Start.AddYears(1)), "activeDeadlineSeconds was over before generators for the profiles were ready" },
        { new CampaignEvent.GeneratorsReady([OneGenerator with { Info = OneGenerator.Info with { Files = new Dictionary<string, string> { ["users.csv"] = "sha256:1" } } }, OneGenerator]), "the generators of one campaign have read different files: users.csv sha256:1, and none" },
    };

    /// <summary>Whatever becomes of generators that are there for profiles alone, the verdict is that of the scored rounds; and there is no second try.</summary>
    [Theory]
    [MemberData(nameof(Troubles))]
    public void After_TroubleWithGeneratorsForProfilesAlone_MissesTheProfilesAndKeepsTheVerdict(CampaignEvent happened, string trouble)
    {
        var state = Resumed(OnRegression).After(happened, OnRegression);

        Assert.Null(state.Failure);
        Assert.Equivalent(new ProfileRecord(1, Side.Control, null, trouble), Assert.Single(state.Profiles));
        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(OnRegression, state, Start).Step);
        Assert.Equal((Phase.Completed, Verdict.Regression), (StatusOf(OnRegression, state).Phase, StatusOf(OnRegression, state).Verdict));
    }

    [Fact]
    public void Next_DeadlineWhileProfiling_KeepsTheVerdict()
    {
        var state = Regressed(OnRegression);

        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(OnRegression, state, state.DeadlineOf(OnRegression)).Step);
    }

    [Fact]
    public void Profiled_ShortRound_IsAsLongAsTheTrace()
    {
        var round = OnRegression.Profiled(new CampaignStep.Profile(1, Side.Candidate), new TargetAddress { Url = "http://127.0.0.1:2" });

        Assert.Equal("profile-01-candidate", round.Id);
        Assert.Equal(TimeSpan.FromSeconds(5), round.Simulations.Single().Inject!.During.Value);
        Assert.Equal(1000, round.Simulations.Single().Inject!.Rate);
    }

    [Fact]
    public void Profiled_ProfileThatIsAskedFor_BeginsAndEndsWithinTheLoad()
    {
        var spec = OnRegression.Spec with { Profiling = new Profiling { Pprof = new PprofProfiles { Duration = Duration.FromSeconds(4) } } };

        Assert.Equal(TimeSpan.FromSeconds(6), Plan(spec).Profiled(new CampaignStep.Profile(1, Side.Control), new TargetAddress { Url = "http://127.0.0.1:2" }).Simulations.Single().Inject!.During.Value);
    }

    [Fact]
    public void Profiled_LongerRound_KeepsItsLength()
    {
        var spec = OnRegression.Spec with { Load = new Load { KeepConstant = new KeepConstant { Copies = 3, During = Duration.FromSeconds(30) } } };

        Assert.Equal(TimeSpan.FromSeconds(30), Plan(spec).Profiled(new CampaignStep.Profile(1, Side.Control), new TargetAddress { Url = "http://127.0.0.1:2" }).Simulations.Single().KeepConstant!.During.Value);
    }

    private static CampaignPlan PlanWith(ProfilingTime when) =>
        Plan(Spec(pairs: 8) with { Profiling = new Profiling { DotnetTrace = new DotnetTrace { Duration = Duration.FromSeconds(5) }, When = when } });

    private static GeneratorFacts Another => OneGenerator with { Info = OneGenerator.Info with { Host = "another" } };

    private static CampaignState Regressed(CampaignPlan plan) => Measured(plan, 1.5);

    private static CampaignState Resumed(CampaignPlan plan) =>
        Regressed(plan).After(new CampaignEvent.Suspended(Start), plan).After(new CampaignEvent.Resumed(Start), plan);

    private static CampaignState Same(CampaignPlan plan) => Measured(plan, 1);

    private static CampaignState Measured(CampaignPlan plan, double ratio) =>
        Run(plan, id => Round((10 + 0.01 * id.Pair) * (id.Side == Side.Candidate ? ratio + 0.001 * (id.Pair % 3) : 1)));
}
