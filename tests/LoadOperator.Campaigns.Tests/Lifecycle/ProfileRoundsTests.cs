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

    private static CampaignState Regressed(CampaignPlan plan) => Measured(plan, 1.5);

    private static CampaignState Same(CampaignPlan plan) => Measured(plan, 1);

    private static CampaignState Measured(CampaignPlan plan, double ratio) =>
        Run(plan, id => Round((10 + 0.01 * id.Pair) * (id.Side == Side.Candidate ? ratio + 0.001 * (id.Pair % 3) : 1)));
}
