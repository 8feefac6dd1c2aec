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
        { Fit with { StealPercent = 5.1 }, "taken away by the hypervisor for 5.1 % of the round, allowed 5 %" },
        { Fit with { MemoryPercent = 90.5 }, "used 90.5 % of its memory limit, allowed 90 %" },
        { Fit with { MemoryStallPercent = 0.6 }, "waited for memory for 0.6 % of the round, allowed 0.5 %" },
        { Fit with { DescriptorsPercent = 91 }, "used 91.0 % of its file descriptors, allowed 90 %" },
        { Fit with { PortsPercent = 95 }, "used 95.0 % of its local ports for one address of the target, allowed 50 %" },
        { Fit with { GcPausePercent = 0.6 }, "garbage collector for 0.6 %" },
        { Fit with { OwnErrors = 1 }, "had 1 errors of its own" },
        { Fit with { StartOffsetMs = 150 }, "began 150 ms late" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void ReasonsAgainst_UnfitGenerator_SaysWhy(GeneratorHealth health, string reason) =>
        Assert.Contains(reason, Assert.Single(RoundValidity.ReasonsAgainst(Round(10, health: health), Spec(), 1)), StringComparison.Ordinal);

    [Fact]
    public void ReasonsAgainst_FiguresWithoutALimitOfTheirOwn_CountOnlyWhereOneIsGiven()
    {
        var health = Fit with { MemoryLimitHits = 3, ThreadPoolQueueMax = 900, RetransmitPercent = 1.5, SynTimeouts = 2 };
        var strict = Spec() with { Generator = new Generator { SelfCheck = new SelfCheck { MaxMemoryLimitHits = 2, MaxThreadPoolQueue = 899, MaxRetransmitPercent = 1, MaxSynTimeouts = 0 } } };

        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: health), Spec(), 1));
        Assert.Equal(
            [
                "generator 0: met its memory limit 3 times, allowed 2",
                "generator 0: had 900 items wait in its thread pool, allowed 899",
                "generator 0: sent 1.50 % of its segments again, allowed 1 %",
                "generator 0: had no answer in time to 2 of its calls for a connection, allowed 0",
            ],
            RoundValidity.ReasonsAgainst(Round(10, health: health), strict, 1));
    }

    [Fact]
    public void ReasonsAgainst_ThrottlingThatIsAllowed_IsFit() =>
        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: Fit with { ThrottledMs = 20 }), Spec() with { Generator = new Generator { SelfCheck = new SelfCheck { MaxThrottled = Model.Duration.FromMilliseconds(20) } } }, 1));

    [Fact]
    public void ReasonsAgainst_AtTheLimits_IsFit() =>
        Assert.Empty(RoundValidity.ReasonsAgainst(Round(10, health: Fit with { Sent = 2178, Late = 22, SendLagP99Ms = 1, GcPausePercent = 0.5, ThrottledMs = 0, StealPercent = 5, MemoryPercent = 90, MemoryStallPercent = 0.5, DescriptorsPercent = 90, PortsPercent = 50 }), Spec(), 1));

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
