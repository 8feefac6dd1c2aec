using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Planning;

public sealed class CampaignPlanTests
{
    [Fact]
    public void For_SameSeed_IsTheSamePlan() =>
        Assert.Equal(Plan(Spec(10)).Order.Select(o => o[0]), Plan(Spec(10)).Order.Select(o => o[0]));

    [Fact]
    public void For_OtherSeeds_AreOtherOrders() =>
        Assert.True(Enumerable.Range(0, 20).Select(s => string.Concat(CampaignPlan.For("x", Spec(10) with { Rounds = new() { Count = 10 } }, s).Order.Select(o => $"{o[0]}"))).Distinct().Count() > 10);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Order_Randomized_EachSideComesFirstEquallyOften(int pairs)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var order = CampaignPlan.For("x", Spec(pairs) with { Rounds = new() { Count = pairs } }, seed).Order;
            Assert.All(order, sides => Assert.Equal([Side.Control, Side.Candidate], sides.Order()));
            Assert.InRange(order.Count(o => o[0] == Side.Control), pairs / 2, (pairs + 1) / 2);
        }
    }

    [Fact]
    public void Scored_BothRoundsOfAPair_HaveTheSameArrivals()
    {
        var plan = Plan(Spec(4));
        var target = new TargetAddress { Url = "http://x" };

        var seeds = Enumerable.Range(1, 4).Select(pair => plan.Scored(new RoundId(pair, 1, Side.Control), target).Seed).ToList();

        Assert.Equal(4, seeds.Distinct().Count());
        Assert.Equal(seeds[0], plan.Scored(new RoundId(1, 2, Side.Candidate), target).Seed);
    }

    [Fact]
    public void Warming_SlowRate_StillSendsOneRequestInItsSecond()
    {
        var spec = Spec() with { Load = new Load { Inject = new Inject { Rate = 0.2, During = Model.Duration.FromSeconds(60) } } };

        var round = Plan(spec).Warming(Side.Control, 1, new TargetAddress { Url = "http://x" });

        var inject = Assert.Single(round.Simulations).Inject!;
        Assert.Equal((1, 1.0), (inject.Count, inject.During.Seconds));
    }

    public static TheoryData<string, Simulation, double, int> WarmUps => new()
    {
        { "ramp", new Simulation { RampingInject = new RampingInject { Rate = 100, During = Model.Duration.FromSeconds(60) } }, 50, 0 },
        { "random", new Simulation { InjectRandom = new InjectRandom { MinRate = 10, MaxRate = 30, During = Model.Duration.FromSeconds(60) } }, 20, 0 },
        { "iterations", new Simulation { IterationsForInject = new IterationsForInject { Rate = 600, Interval = Model.Duration.FromSeconds(60), Iterations = 9 } }, 10, 0 },
        { "users who come", new Simulation { RampingConstant = new RampingConstant { Copies = 9, During = Model.Duration.FromSeconds(60) } }, 0, 4 },
        { "users with a task", new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 9, Iterations = 100 } }, 0, 9 },
    };

    [Theory]
    [MemberData(nameof(WarmUps))]
    public void Warming_AnyKind_IsASecondOfItsMean(string kind, Simulation simulation, double rate, int copies)
    {
        var plan = Plan(Spec() with { Load = new Load { Simulations = [simulation] } });

        var second = Assert.Single(plan.Warming(Side.Control, 1, new TargetAddress { Url = "http://x" }).Simulations);

        Assert.True((rate, copies) == (second.Inject?.Rate ?? 0, second.KeepConstant?.Copies ?? 0), kind);
        Assert.Equal(1, (second.Inject?.During ?? second.KeepConstant!.During).Seconds);
    }

    // Nine users, a hundred scenarios: twelve each at most, every request of which takes its 30 s.
    [Fact]
    public void RoundTimeout_Iterations_IsAsLongAsTheyCanTake()
    {
        LoadCampaignSpec With(Load load) => Spec() with { Workload = new Workload { Http = new HttpRequest { Timeout = Model.Duration.FromSeconds(30) } }, Load = load };
        var until = Plan(With(new Load { Simulations = [new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 9, Iterations = 100 } }] })).RoundTimeout;

        Assert.Equal(TimeSpan.FromSeconds(1 + 12 * 30 + 30 + 15), until);
        Assert.True(Plan(With(new Load { Simulations = [new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 1, Iterations = 50_000_000 } }] })).RoundTimeout < TimeSpan.FromDays(8));
    }

    [Fact]
    public void Metrics_HoldTheComparedTheBoundedAndTheErrorRate()
    {
        var spec = Spec() with
        {
            Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p90" }] },
            Objectives = [new Objective { Metric = "throughput", MinPerSecond = 1 }],
        };

        Assert.Equal(["latency.p90", "errorRate", "throughput"], Plan(spec).Metrics.Select(m => m.Text));
    }
}
