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
        Assert.Equal((1, 1.0), (inject.Arrivals, inject.During.Seconds));
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
