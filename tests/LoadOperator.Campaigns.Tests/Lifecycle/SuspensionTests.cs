using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Lifecycle;

public sealed class SuspensionTests
{
    private static readonly CampaignPlan Plan3 = Plan();
    private static readonly RoundId First = new(1, 1, Plan3.Order[0][0]);
    private static readonly RoundId Second = First with { Side = Plan3.Order[0][1] };

    [Fact]
    public void After_SuspendedBetweenPairs_LosesNothing()
    {
        var state = Resume(Suspend(After(Warm(), new CampaignEvent.RoundEnded(First, Round(10)), new CampaignEvent.RoundEnded(Second, Round(10)))));

        Assert.Equal(2, state.Rounds.Count);
        Assert.Equal(0, state.Discarded);
        Assert.IsType<CampaignStep.StartGenerators>(CampaignLifecycle.Next(Plan3, state, Start).Step);
    }

    [Fact]
    public void After_SuspendedWithinAPair_RunsThePairAgain()
    {
        var state = Resume(Suspend(After(Warm(), new CampaignEvent.RoundEnded(First, Round(10)))));

        Assert.Equal((1, 1), (state.Discarded, state.SuspendedPairs));
        state = state with { Generators = [OneGenerator], WarmUp = Warm().WarmUp };
        Assert.Equal(new CampaignStep.RunRound(First with { Attempt = 2 }), CampaignLifecycle.Next(Plan3, state, Start).Step);
    }

    [Fact]
    public void After_SuspendedMoreOftenThanPairsMayBeDiscarded_GoesOn()
    {
        var state = Warm();
        for (var i = 1; i <= 5; i++) state = Resume(Suspend(After(state, new CampaignEvent.RoundEnded(First with { Attempt = i }, Round(10)))));

        Assert.Equal(5, state.Discarded);
        Assert.IsType<CampaignStep.StartGenerators>(CampaignLifecycle.Next(Plan3, state, Start).Step);
    }

    [Fact]
    public void After_Resumed_TheTimeInBetweenDoesNotCount()
    {
        var deadline = Warm().DeadlineOf(Plan3);

        Assert.Equal(deadline.AddHours(5), Resume(Suspend(Warm()), Start.AddHours(5)).DeadlineOf(Plan3));
    }

    [Fact]
    public void Suspended_InMidRun_SaysHowFarItIs()
    {
        var status = StatusBuilder.Suspended(Plan3, Suspend(After(Warm(), new CampaignEvent.RoundEnded(First, Round(10)), new CampaignEvent.RoundEnded(Second, Round(10)))), Start, new StatusContext());

        Assert.Equal((Phase.Suspended, "1/3", "held after 1 of 3 pairs; spec.suspend: false lets it go on"), (status.Phase, status.Headline!.Rounds, status.Summary));
        var conditions = status.Conditions!.ToDictionary(c => c.Type, c => c.Status);
        Assert.Equal(("False", "False", "False", "Unknown"), (conditions["Reconciling"], conditions["Stalled"], conditions["Complete"], conditions["Passed"]));
    }

    /// <summary>Those that are warming have measured nothing yet; and once they have, a status is of them.</summary>
    [Fact]
    public void Scoring_OtherGeneratorsAfterASuspension_AreThoseThatScoredLast()
    {
        var another = OneGenerator with { Info = OneGenerator.Info with { Host = "another" } };
        var before = Resume(Suspend(After(Warm(), new CampaignEvent.RoundEnded(First, Round(10)), new CampaignEvent.RoundEnded(Second, Round(10)))));
        var warm = After(before, new CampaignEvent.GeneratorsReady([another]), new CampaignEvent.WarmUpRoundEnded(First.Side, 20), new CampaignEvent.WarmUpRoundEnded(First.Side, 20), new CampaignEvent.WarmUpRoundEnded(First.Side, 20));
        var next = CampaignLifecycle.NextRound(Plan3, warm)!.Value;
        var invalid = After(warm, new CampaignEvent.RoundEnded(next, Round(10, health: Fit with { Sent = 0 })));
        var scored = After(invalid, new CampaignEvent.RoundEnded(next with { Attempt = 2 }, Round(10)));

        foreach (var state in new[] { before, warm, invalid, Suspend(invalid) }) Assert.Equal(("h", 2), (Assert.Single(state.Scoring.Generators).Info.Host, state.Scoring.WarmUpOf(First.Side).Count));
        foreach (var state in new[] { scored, Suspend(scored), After(scored, new CampaignEvent.RoundLost(next with { Attempt = 3 }, "gone")) })
            Assert.Equal(("another", 3), (Assert.Single(state.Scoring.Generators).Info.Host, state.Scoring.WarmUpOf(First.Side).Count));
    }

    [Fact]
    public void Suspended_BeforeItBegan_SaysSo() => Assert.StartsWith("has not begun", StatusBuilder.Suspended(null, null, Start, new StatusContext()).Summary, StringComparison.Ordinal);

    private static CampaignState Suspend(CampaignState state) => After(state, new CampaignEvent.Suspended(Start));

    private static CampaignState Resume(CampaignState state, DateTimeOffset? at = null) => After(state, new CampaignEvent.Resumed(at ?? Start));

    private static CampaignState After(CampaignState state, params CampaignEvent[] events) => events.Aggregate(state, (s, e) => s.After(e, Plan3));
}
