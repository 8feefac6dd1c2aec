using LoadOperator.Statistics.Power;

namespace LoadOperator.Statistics.Tests;

/// <summary>The computed power against figures simulated independently (statistics of paired logs; 40,000 runs, so ±0.01).</summary>
public sealed class DecisionPowerTests
{
    private static readonly DecisionRule Rule = new(Math.Log(1.05), 0.01, 0.05);

    [Theory]
    [InlineData(0.02, 8, 0.075, 0.991)]
    [InlineData(0.03, 5, 0.075, 0.429)]
    [InlineData(0.03, 8, 0.10, 0.990)]
    [InlineData(0.03, 10, 0.075, 0.951)]
    [InlineData(0.05, 10, 0.075, 0.561)]
    [InlineData(0.05, 10, 0.10, 0.850)]
    [InlineData(0.05, 20, 0.075, 0.928)]
    public void OfRegression_SimulatedCell_Agrees(double cv, int n, double effect, double simulated)
    {
        var power = new DecisionPower(ErrorOfPairs(cv, n, effect), n - 1, Rule);

        Assert.Equal(simulated, power.OfRegression(Math.Log(1 + effect)), 0.02);
    }

    [Theory]
    [InlineData(0.02, 8, 0.997)]
    [InlineData(0.03, 5, 0.677)]
    [InlineData(0.03, 8, 0.897)]
    [InlineData(0.05, 10, 0.644)]
    [InlineData(0.05, 20, 0.907)]
    public void OfNoRegression_SimulatedCell_Agrees(double cv, int n, double simulated)
    {
        var power = new DecisionPower(ErrorOfPairs(cv, n, 0), n - 1, Rule);

        Assert.Equal(simulated, power.OfNoRegression(0), 0.02);
    }

    [Fact]
    public void MinimumDetectableEffect_IsFoundWithEightyPercent()
    {
        var power = new DecisionPower(0.01, 9, Rule);

        var effect = power.MinimumDetectableEffect();

        Assert.Equal(0.8, power.OfRegression(effect), 1e-6);
        Assert.True(effect > Rule.Margin);
    }

    [Fact]
    public void MinimumDetectableEffect_NoError_IsNaN() => Assert.Equal(double.NaN, new DecisionPower(0, 9, Rule).MinimumDetectableEffect());

    private static double ErrorOfPairs(double cv, int n, double effect) =>
        // Control N(1, cv), candidate N(1 + effect, cv): the variance of a log ratio, to first order.
        Math.Sqrt((cv * cv + cv * cv / ((1 + effect) * (1 + effect))) / n);
}
