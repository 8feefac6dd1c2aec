using CsCheck;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Lifecycle;

/// <summary>Every phase, and every way out of it.</summary>
public sealed class CampaignLifecycleTests
{
    private static readonly CampaignPlan Plan3 = Plan();
    private static readonly DateTimeOffset Deadline = Start.AddSeconds(3600);

    [Fact]
    public void Next_NothingYet_StartsGenerators() =>
        AssertNext(new CampaignState { StartedAt = Start }, Phase.Preparing, new CampaignStep.StartGenerators());

    [Theory]
    [InlineData("1", "1", null)]
    [InlineData("1", "2", "the generators of one campaign have read different files: a.csv sha256:1, and a.csv sha256:2")]
    [InlineData("1", null, "the generators of one campaign have read different files: a.csv sha256:1, and none")]
    [InlineData(null, null, null)]
    public void GeneratorsReady_WithOtherFilesThanThoseBefore_IsTheEnd(string? before, string? after, string? message)
    {
        var lost = After(new CampaignState { StartedAt = Start }, new CampaignEvent.GeneratorsReady([Reads(before)]), new CampaignEvent.LostInWarmUp("gone"));

        Assert.Equal(message, After(lost, new CampaignEvent.GeneratorsReady([Reads(after)])).Failure?.Message);
        Assert.Equal(message, After(new CampaignState { StartedAt = Start }, new CampaignEvent.GeneratorsReady([Reads(before), Reads(after)])).Failure?.Message);
    }

    private static GeneratorFacts Reads(string? digest) => OneGenerator with { Info = OneGenerator.Info with { Files = digest is null ? null : new Dictionary<string, string> { ["a.csv"] = "sha256:" + digest } } };

    [Fact]
    public void Next_GeneratorsReady_WarmsTheControlFirst() => AssertNext(Ready(), Phase.Preparing, new CampaignStep.WarmUp(Side.Control, 1));

    [Fact]
    public void Next_ControlNotSteady_WarmsItOn() =>
        AssertNext(After(Ready(), new CampaignEvent.WarmUpRoundEnded(Side.Control, 100), new CampaignEvent.WarmUpRoundEnded(Side.Control, 50)), Phase.Preparing, new CampaignStep.WarmUp(Side.Control, 3));

    [Fact]
    public void Next_ControlSteady_WarmsTheCandidate() =>
        AssertNext(After(Ready(), new CampaignEvent.WarmUpRoundEnded(Side.Control, 100), new CampaignEvent.WarmUpRoundEnded(Side.Control, 91)), Phase.Preparing, new CampaignStep.WarmUp(Side.Candidate, 1));

    [Fact]
    public void Next_NeverSteady_GoesOnAfterTenSeconds()
    {
        var state = Ready();
        for (var i = 0; i < 10; i++) state = After(state, new CampaignEvent.WarmUpRoundEnded(Side.Control, i % 2 == 0 ? 10 : 100));

        AssertNext(state, Phase.Preparing, new CampaignStep.WarmUp(Side.Candidate, 1));
    }

    [Fact]
    public void Next_CandidateOnly_WarmsAndRunsItAlone()
    {
        var plan = Plan(Spec() with { Comparison = new Comparison(), Objectives = [new Objective { Metric = "errorRate", MaxPercent = 1 }] });

        Assert.Equal(new CampaignStep.WarmUp(Side.Candidate, 1), CampaignLifecycle.Next(plan, Ready(), Start).Step);
        Assert.Equal(3, Run(plan, _ => Round(10)).Rounds.Count);
    }

    [Fact]
    public void Next_BothWarm_RunsTheFirstPairInItsOrder() =>
        AssertNext(Warm(), Phase.Running, new CampaignStep.RunRound(new RoundId(1, 1, Plan3.Order[0][0])));

    [Fact]
    public void Next_FirstRoundDone_RunsTheOtherSide()
    {
        var first = new RoundId(1, 1, Plan3.Order[0][0]);

        AssertNext(After(Warm(), new CampaignEvent.RoundEnded(first, Round(10))), Phase.Running, new CampaignStep.RunRound(first with { Side = Plan3.Order[0][1] }));
    }

    [Fact]
    public void Next_SecondRoundInvalid_RunsTheWholePairAgain()
    {
        var first = new RoundId(1, 1, Plan3.Order[0][0]);
        var second = first with { Side = Plan3.Order[0][1] };

        var state = After(Warm(), new CampaignEvent.RoundEnded(first, Round(10)), new CampaignEvent.RoundEnded(second, Round(10, health: Fit with { Sent = 1000 })));

        AssertNext(state, Phase.Running, new CampaignStep.RunRound(first with { Attempt = 2 }));
        Assert.Equal(1, state.Discarded);
        Assert.Empty(state.CompletePairs(2));
    }

    [Fact]
    public void Next_GeneratorLostInRound_StartsItAgainWarmsAndRepeatsThePair()
    {
        var first = new RoundId(1, 1, Plan3.Order[0][0]);

        var state = After(Warm(), new CampaignEvent.RoundLost(first, "killed"));

        AssertNext(state, Phase.Preparing, new CampaignStep.StartGenerators());
        state = After(state, new CampaignEvent.GeneratorsReady([OneGenerator]));
        AssertNext(state, Phase.Preparing, new CampaignStep.WarmUp(Side.Control, 1));
        AssertNext(state with { WarmUp = Warm().WarmUp }, Phase.Running, new CampaignStep.RunRound(first with { Attempt = 2 }));
    }

    [Fact]
    public void Next_AllPairsDone_Publishes() => AssertNext(Run(Plan3, _ => Round(10)), Phase.Analyzing, new CampaignStep.Publish(null));

    [Fact]
    public void Next_Published_Finishes()
    {
        AssertNext(After(Run(Plan3, _ => Round(10)), new CampaignEvent.Published(null)), Phase.Completed, new CampaignStep.Finish());
        AssertNext(After(Warm(), new CampaignEvent.Published(new Failure(Failure.DeadlineExceeded, "x"))), Phase.Failed, new CampaignStep.Finish());
    }

    [Fact]
    public void Next_ControlOutageInAPair_EndsTheCampaign()
    {
        var state = After(Warm(), new CampaignEvent.RoundEnded(new RoundId(1, 1, Side.Control), Round(10, errors: 1100)), new CampaignEvent.RoundEnded(new RoundId(1, 1, Side.Candidate), Round(10)));

        AssertNext(state, Phase.Analyzing, new CampaignStep.Publish(null));
    }

    [Fact]
    public void Next_DiscardBudgetSpent_Fails()
    {
        var state = Warm();
        for (var attempt = 1; attempt <= 3; attempt++) state = After(state, new CampaignEvent.RoundEnded(new RoundId(1, attempt, Plan3.Order[0][0]), Round(10, health: Fit with { Late = 500 })));

        AssertFails(state, Start, Failure.DiscardBudgetSpent, "sent 22.7 % of the arrivals late");
    }

    [Fact]
    public void Next_LostInWarmUpTooOften_Fails()
    {
        var state = Ready();
        for (var i = 0; i < 3; i++) state = After(state, new CampaignEvent.LostInWarmUp("gone"));

        AssertFails(state, Start, Failure.DiscardBudgetSpent, "failed 3 times before a scored round, rounds.maxDiscarded allows 2; the last time because gone");
    }

    [Fact]
    public void Next_GeneratorsCannotBeHad_Fails() =>
        AssertFails(After(new CampaignState { StartedAt = Start }, new CampaignEvent.GeneratorsFailed("no such file")), Start, Failure.GeneratorsNotReady, "no such file");

    [Fact]
    public void Next_Interrupted_Fails() => AssertFails(After(Warm(), new CampaignEvent.Interrupted("stopped by a signal")), Start, Failure.Interrupted, "signal");

    [Theory]
    [InlineData("nothing")]
    [InlineData("ready")]
    [InlineData("warm")]
    public void Next_DeadlinePassed_FailsFromEveryPhase(string phase)
    {
        var state = phase switch { "nothing" => new CampaignState { StartedAt = Start }, "ready" => Ready(), _ => Warm() };

        AssertFails(state, Deadline, Failure.DeadlineExceeded, "activeDeadlineSeconds: 3600");
    }

    [Fact]
    public void Next_AllPairsDoneAfterTheDeadline_IsStillComplete() =>
        Assert.Equal(new CampaignStep.Publish(null), CampaignLifecycle.Next(Plan3, Run(Plan3, _ => Round(10)), Deadline.AddHours(1)).Step);

    [Fact]
    public void Next_EveryStepBeforeTheEnd_IsGivenUpByTime()
    {
        foreach (var state in new[] { new CampaignState { StartedAt = Start }, Ready(), Warm() })
        {
            var decision = CampaignLifecycle.Next(Plan3, state, Start);
            Assert.InRange(decision.GiveUpAt, Start.AddSeconds(1), Start.AddMinutes(2));
            Assert.Equal(Deadline, CampaignLifecycle.Next(Plan3, state, Deadline.AddSeconds(-1)).GiveUpAt);
        }
    }

    [Fact]
    public void After_GaveUpBeforeTheDeadline_LosesTheRound()
    {
        var id = new RoundId(1, 1, Side.Control);

        Assert.Equal(1, After(Warm(), new CampaignEvent.GaveUp(id, Start.AddMinutes(1))).Discarded);
        Assert.Equal(1, After(Ready(), new CampaignEvent.GaveUp(null, Start.AddMinutes(1))).LossesOutsideRounds);
        Assert.Equal(0, After(Warm(), new CampaignEvent.GaveUp(id, Deadline)).Discarded);
    }

    [Fact]
    public void Next_GeneratorsFailTooOftenBeforeARound_SaysWhyTheyLastDid()
    {
        var plan = Plan(Spec(maxDiscarded: 1));
        var state = Ready().After(new CampaignEvent.LostInWarmUp("its node is gone"), plan).After(new CampaignEvent.LostInWarmUp("protos: none are given"), plan);

        Assert.Equal(
            new CampaignStep.Publish(new Failure(Failure.DiscardBudgetSpent, "generators failed 2 times before a scored round, rounds.maxDiscarded allows 1; the last time because protos: none are given")),
            CampaignLifecycle.Next(plan, state, Start).Step);
    }

    [Fact]
    public void Next_ValidityDrawnAtRandom_AlwaysEndsAndCountsEveryPairOnce() =>
        Gen.Bool.Array[400].Sample(fits =>
        {
            var plan = Plan(Spec(pairs: 5, maxDiscarded: 100));
            var draw = 0;
            var state = Run(plan, _ => Round(10, health: fits[draw++] ? Fit : Fit with { Sent = 0 }));
            var pairs = state.CompletePairs(2);
            return pairs.Count == 5 || state.Discarded > 100
                ? pairs.Select(p => p[0].Id.Pair).Distinct().Count() == pairs.Count
                : throw new InvalidOperationException("ended early");
        }, iter: 200);

    private static CampaignState After(CampaignState state, params CampaignEvent[] events) => events.Aggregate(state, (s, e) => s.After(e, Plan3));

    private static void AssertNext(CampaignState state, Phase phase, CampaignStep step)
    {
        var decision = CampaignLifecycle.Next(Plan3, state, Start.AddSeconds(1));
        Assert.Equal((phase, step), (decision.Phase, decision.Step));
    }

    private static void AssertFails(CampaignState state, DateTimeOffset now, string reason, string message)
    {
        var publish = Assert.IsType<CampaignStep.Publish>(CampaignLifecycle.Next(Plan3, state, now).Step);
        Assert.Equal(reason, publish.Failure?.Reason);
        Assert.Contains(message, publish.Failure!.Message, StringComparison.Ordinal);
        var status = StatusBuilderOf(Plan3, state, publish.Failure);
        Assert.Equal((Phase.Failed, Verdict.Invalid), (status.Phase, status.Verdict));
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
    }
}
