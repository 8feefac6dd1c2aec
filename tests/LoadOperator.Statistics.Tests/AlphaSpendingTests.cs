using CsCheck;
using LoadOperator.Statistics.Sequential;

namespace LoadOperator.Statistics.Tests;

public sealed class AlphaSpendingTests
{
    // The published boundaries for a one-sided 0.05 and looks at each quarter.
    [Fact]
    public void Boundaries_FourLooks_MatchTheReference()
    {
        double[] reference = [3.74955, 2.53993, 2.01604, 1.72014];

        Assert.All(reference.Zip(AlphaSpending.Boundaries(0.05, [0.25, 0.5, 0.75, 1])), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.005)]
    [InlineData(1e-6)]
    public void NominalLevels_OneLook_IsTheLevel(double alpha) => Assert.Equal(alpha, Assert.Single(AlphaSpending.NominalLevels(alpha, [1])), alpha * 1e-9);

    [Fact]
    public void Spent_AtTheEnd_IsTheLevel() => Assert.Equal(0.05, AlphaSpending.Spent(0.05, 1), 1e-12);

    [Fact]
    public void NominalLevels_AnyLooks_StartWithWhatIsSpentAndStayBelowTheLevel() =>
        Gen.Select(Gen.Double[1e-4, 0.1], Gen.Int[3, 30], Gen.Int[1, 30]).Sample((alpha, first, more) =>
        {
            double[] looks = [first, first + more / 3.0 + 1, first + more + 2];
            var levels = AlphaSpending.NominalLevels(alpha, [.. looks.Select(n => n / looks[^1])]);
            return Math.Abs(levels[0] / AlphaSpending.Spent(alpha, looks[0] / looks[^1]) - 1) < 1e-6 && levels.All(l => l > 0 && l < alpha);
        }, iter: 50);

    // Brownian motions observed at the looks cross as often as the level says.
    [Fact]
    public void Boundaries_SimulatedPaths_AreCrossedAsOftenAsTheLevelSays()
    {
        double[] fractions = [0.5, 0.65, 0.85, 1];
        var boundaries = AlphaSpending.Boundaries(0.05, fractions);
        var random = new Random(11);
        var crossed = 0;
        const int Paths = 100_000;
        for (var path = 0; path < Paths; path++)
        {
            double x = 0, before = 0;
            for (var look = 0; look < fractions.Length; look++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                x += normal * Math.Sqrt(fractions[look] - before);
                before = fractions[look];
                if (x / Math.Sqrt(before) <= boundaries[look]) continue;
                crossed++;
                break;
            }
        }

        // Three binomial standard deviations.
        Assert.Equal(0.05, crossed / (double)Paths, 0.0021);
    }
}
