using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Tests;

public sealed class RoundPlanTests
{
    [Theory]
    [InlineData(16, 3)]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    [InlineData(7, 64)]
    public void MostConnections_OfAllGenerators_AddUp(int max, int generators)
    {
        var parts = Enumerable.Range(0, generators).Select(i => Plan(new Connections { Max = max }) with { Share = new Share(i, generators) }).Select(p => p.MostConnections).ToList();

        Assert.Equal(max, parts.Sum());
        Assert.InRange(parts.Max() - parts.Min(), 0, 1);
    }

    /// <summary>Each goes on where the one before it leaves off.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(7, 3)]
    public void FirstConnection_OfAGenerator_IsAfterThoseOfTheOnesBefore(int max, int generators)
    {
        var before = 0;
        for (var i = 0; i < generators; i++)
        {
            var plan = Plan(new Connections { Max = max }) with { Share = new Share(i, generators) };
            Assert.Equal(before, plan.FirstConnection);
            before += plan.MostConnections;
        }
    }

    [Fact]
    public void MostConnections_WithoutALimit_AreAny() => Assert.Equal((int.MaxValue, int.MaxValue), (Plan(null).MostConnections, Plan(new Connections()).MostConnections));

    private static RoundPlan Plan(Connections? connections) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = "http://127.0.0.1" },
        Scenarios = [],
        Simulations = [],
        Connections = connections,
        Seed = 1,
        Share = Share.Whole,
        StartAt = default,
    };
}
