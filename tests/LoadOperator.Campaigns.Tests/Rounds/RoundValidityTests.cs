using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Rounds;

public sealed class RoundValidityTests
{
    public static TheoryData<GeneratorHealth, string> Unfit => new()
    {
        { Fit with { Sent = 2177 }, "sent 99.0 % of the scheduled" },
        { Fit with { Late = 23 }, "sent 1.0 % of the arrivals late" },
        { Fit with { SendLagP99Ms = 1.01 }, "P99 send lag was 1.01 ms" },
        { Fit with { SendLagP99Ms = double.NaN }, "P99 send lag" },
        { Fit with { ThrottledMs = 3 }, "throttled by its CPU limit for 3 ms" },
        { Fit with { GcPausePercent = 0.6 }, "garbage collector for 0.6 %" },
        { Fit with { OwnErrors = 1 }, "had 1 requests fail" },
        { Fit with { StartOffsetMs = 150 }, "began 150 ms late" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void ReasonsAgainst_UnfitGenerator_SaysWhy(GeneratorHealth health, string reason) =>
        Assert.Contains(reason, Assert.Single(RoundValidity.ReasonsAgainst(Round(10, health: health), Spec(), 1)), StringComparison.Ordinal);

    [Fact]
    public void ReasonsAgainst_AtTheLimits_IsFit() =>
        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: Fit with { Sent = 2178, Late = 22, SendLagP99Ms = 1, GcPausePercent = 0.5, ThrottledMs = 0 }), Spec(), 1));

    [Fact]
    public void ReasonsAgainst_TargetFailsEverything_IsStillFit() =>
        Assert.Empty(RoundValidity.ReasonsAgainst(Round(60_000, errors: 2200), Spec(), 1));

    [Fact]
    public void ReasonsAgainst_ClosedModel_HasNoSchedule() =>
        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: new GeneratorHealth()), Spec() with { Load = new Load { KeepConstant = new KeepConstant { Copies = 1, During = Model.Duration.FromSeconds(1) } } }, 1));

    // How many a random load has follows from the seed that the round was asked for with.
    [Fact]
    public void ReasonsAgainst_RandomLoad_IsHeldAgainstItsOwnDraw()
    {
        var spec = Spec() with { Load = new Load { Simulations = [new Simulation { InjectRandom = new InjectRandom { MinRate = 1, MaxRate = 1000, During = Model.Duration.FromSeconds(9) } }] } };
        var planned = spec.Load.ArrivalsOf(7);

        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: new GeneratorHealth { Scheduled = planned, Sent = planned }), spec, 7));
        Assert.Single(RoundValidity.ReasonsAgainst(Round(10, health: new GeneratorHealth { Scheduled = planned, Sent = planned }), spec, 8));
    }

    [Fact]
    public void ReasonsAgainst_ScheduleOfAnotherLoad_IsUnfit() =>
        Assert.Contains("scheduled 0 arrivals, not 2200", Assert.Single(RoundValidity.ReasonsAgainst(Round(10, health: new GeneratorHealth()), Spec(), 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 10.0, 11.0 }, true)]
    [InlineData(new[] { 10.0, 12.0 }, false)]
    [InlineData(new[] { 0.0, 0.0 }, false)]
    [InlineData(new[] { 10.0 }, false)]
    [InlineData(new double[0], false)]
    public void SteadyState_TwoSeconds_AreCompared(double[] seconds, bool steady) => Assert.Equal(steady, SteadyState.IsReached(seconds));
}
