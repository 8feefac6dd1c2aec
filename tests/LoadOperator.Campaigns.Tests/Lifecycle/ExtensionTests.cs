using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Lifecycle;

/// <summary>Campaigns with <c>maxCount</c> above <c>count</c>.</summary>
public sealed class ExtensionTests
{
    [Theory]
    [InlineData(2.0, Verdict.Regression)]
    [InlineData(0.5, Verdict.Improvement)]
    public void Run_ClearDifference_EndsAtTheFirstLook(double ratio, Verdict verdict)
    {
        var status = Ended(Plan(8, 20), id => Round(Noise(id, 0.01) * (id.Side == Side.Candidate ? ratio : 1)));

        Assert.Equal((verdict, 8, 8, 20, "8/8"), (status.Verdict, status.Rounds!.Completed, status.Rounds.Planned, status.Rounds.AtMost, status.Headline!.Rounds));
    }

    [Fact]
    public void Run_NeverDecided_GoesOnToTheLastLookAndNoFurther()
    {
        // Noise of 10 % around a difference within the margin.
        var status = Ended(Plan(8, 20), id => Round(Noise(id, 0.1) * (id.Side == Side.Candidate ? 1.03 : 1)));

        Assert.Equal((Verdict.Inconclusive, 20, "20/20"), (status.Verdict, status.Rounds!.Completed, status.Headline!.Rounds));
    }

    [Fact]
    public void Run_DecidedOnTheWay_EndsAtThatLook()
    {
        // Alike enough for ten pairs at the full level, which the first look does not have.
        var status = Ended(Plan(8, 20), id => Round(Noise(id, 0.033)));

        Assert.Equal(Verdict.NoRegression, status.Verdict);
        Assert.Contains(status.Rounds!.Completed, new[] { 12, 16 });
        Assert.Equal(status.Rounds.Completed, status.Rounds.Planned);
    }

    [Fact]
    public void Run_TooFewRequests_IsNotExtended()
    {
        var status = Ended(Plan(8, 20), id => Round(Noise(id, 0.03), requests: 1000));

        Assert.Equal((Verdict.Inconclusive, "TooFewRequests", 8), (status.Verdict, status.Reason, status.Rounds!.Completed));
    }

    [Fact]
    public void Run_WithoutMaxCount_EndsAfterCount()
    {
        var status = Ended(Plan(8, null), id => Round(Noise(id, 0.1) * (id.Side == Side.Candidate ? 1.05 : 1)));

        Assert.Equal((8, null as int?), (status.Rounds!.Completed, status.Rounds.AtMost));
    }

    [Fact]
    public void For_MaxCount_BalancesTheOrderBetweenLooks()
    {
        var plan = Plan(8, 20);

        Assert.Equal(Plan(8, null).Order, plan.Order.Take(8));
        foreach (var (from, to) in new[] { (0, 8), (8, 12), (12, 16), (16, 20) })
            Assert.Equal((to - from) / 2, plan.Order.Take(to).Skip(from).Count(o => o[0] == Side.Control));
    }

    private static CampaignPlan Plan(int count, int? maxCount) => TestCampaigns.Plan(Spec(count) with { Rounds = new() { Count = count, MaxCount = maxCount, Seed = 1 } });

    private static LoadCampaignStatus Ended(CampaignPlan plan, Func<RoundId, RoundMeasurement> measure) => StatusOf(plan, Run(plan, measure));

    /// <summary>About 10 ms, with normal noise that differs from round to round and is the same in every run of the tests.</summary>
    private static double Noise(RoundId id, double size)
    {
        var random = new SeededRandom(SeededRandom.Derive(2, (ulong)((2 * id.Pair) + (id.Side == Side.Control ? 0 : 1))));
        return 10 * (1 + size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
