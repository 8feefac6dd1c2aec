using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Rounds;

public sealed class SettlingTests
{
    private static readonly double[] Level = [.. Enumerable.Range(0, 12).Select(i => 20 + Math.Sin(i * 2.4))];
    private static readonly double[] Rising = [.. Level.Select((x, i) => x * (1 + 0.05 * i))];

    [Fact]
    public void Of_LevelSeries_Settles() => Assert.False(Settling.Of(Level)!.IsUnsettled);

    [Fact]
    public void Of_RisingSeries_SaysByHowMuch()
    {
        var settling = Settling.Of(Rising)!;

        Assert.True(settling.IsUnsettled);
        Assert.InRange(settling.Change, 0.45, 0.65);
    }

    [Fact]
    public void Of_FallingSeries_DoesNotSettleEither() => Assert.True(Settling.Of([.. Rising.Reverse()])!.IsUnsettled);

    [Fact]
    public void Of_SmallRise_Settles() => Assert.False(Settling.Of([.. Enumerable.Range(0, 30).Select(i => 20 + 0.05 * i)])!.IsUnsettled);

    [Fact]
    public void Of_ShortRound_CannotBeTold() => Assert.Null(Settling.Of([1, 2, 3, 4, 5, 6, 7]));

    [Fact]
    public void Of_SecondWithoutATime_CannotBeTold() => Assert.Null(Settling.Of([.. Level, 0]));

    [Fact]
    public void Ended_CandidateDoesNotSettle_IsNamedAndCounts()
    {
        var status = Ended(id => id is { Side: Side.Candidate, Pair: not 2 });

        Assert.Equal((8, Side.Candidate), (status.Settling!.Judged, status.Settling.MoreOften));
        Assert.Equal([1, 3, 4, 5, 6, 7, 8], status.Settling.Candidate);
        Assert.Empty(status.Settling.Control!);
        Assert.Equal((8, 0), (status.Rounds!.Completed, status.Rounds.Discarded));
        Assert.EndsWith("; the candidate did not settle in 7 of 8 rounds, the control in 0 (Fisher's p=0.001)", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_BothSidesDoNotSettle_IsReportedAndNotNamed()
    {
        var status = Ended(_ => true);

        Assert.Equal((8, 8, 1.0, null), (status.Settling!.Control!.Count, status.Settling.Candidate.Count, status.Settling.PValue, status.Settling.MoreOften));
        Assert.DoesNotContain("settle", status.Summary, StringComparison.Ordinal);
    }

    // Three of eight against none is what chance does: p = 0.2.
    [Fact]
    public void Ended_FewRoundsOfOneSide_AreNotNamed() => Assert.Null(Ended(id => id is { Side: Side.Candidate, Pair: <= 3 }).Settling!.MoreOften);

    [Fact]
    public void Ended_LoadThatChanges_IsNotJudged()
    {
        var phases = new Load { Simulations = [.. Enumerable.Repeat(new Simulation { Inject = new Inject { Rate = 1000, During = Duration.FromSeconds(1.1) } }, 2)] };

        Assert.Null(Ended(_ => true, Spec(8) with { Load = phases }).Settling);
    }

    [Fact]
    public void After_RoundWithItsCourse_DoesNotKeepIt()
    {
        var state = Run(Plan(Spec(3)), id => Measured(id, isRising: true));

        Assert.All(state.Rounds, r => Assert.Empty(r.Measurement!.P95OfSlices));
    }

    private static LoadCampaignStatus Ended(Func<RoundId, bool> isRising, LoadCampaignSpec? spec = null)
    {
        var plan = Plan(spec ?? Spec(8));
        return StatusOf(plan, Run(plan, id => Measured(id, isRising(id))));
    }

    private static RoundMeasurement Measured(RoundId id, bool isRising) =>
        Round(10 * (1 + 0.01 * Math.Sin(id.Pair * 2.1 + (id.Side == Side.Control ? 0 : 1.3)))) with { P95OfSlices = isRising ? Rising : Level };
}
