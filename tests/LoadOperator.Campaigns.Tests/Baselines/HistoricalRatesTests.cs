using LoadOperator.Model;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Campaigns.Tests.Baselines;

/// <summary>How often a comparison with history is wrong, on simulated measurements: logs of rounds with a spread of 3 % within a measurement.</summary>
public sealed class HistoricalRatesTests
{
    private const int Campaigns = 4000;
    private const double Within = 0.03;

    /// <summary>Spread between measurements; measurements of the image; rounds of each; rounds of the candidate; how much wider they vary.</summary>
    public static TheoryData<double, int, int, int, double> Designs => new()
    {
        { 0, 3, 10, 10, 1 }, { 0.01, 3, 10, 10, 1 }, { 0.03, 3, 10, 10, 1 }, { 0.1, 3, 10, 10, 1 },
        { 0, 10, 10, 10, 1 }, { 0.01, 10, 10, 10, 1 }, { 0.03, 10, 10, 10, 1 },
        { 0.01, 5, 10, 3, 1 }, { 0.01, 20, 10, 3, 1 }, { 0.01, 5, 10, 30, 1 }, { 0.01, 5, 10, 10, 3 }, { 0.01, 20, 10, 10, 3 },
    };

    [Theory]
    [MemberData(nameof(Designs))]
    public void FalseAlarms_AreNoMoreThanAlpha(double between, int measurements, int rounds, int ofCandidate, double width)
    {
        var rate = Rate(between, measurements, rounds, ofCandidate, width, effect: 0, test => test.P < 0.01);

        Assert.True(rate <= AtMost(0.01), $"{rate:0.0000}");
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void NoRegressionAtTheMargin_IsNoMoreThanItsAlpha(double between, int measurements, int rounds, int ofCandidate, double width)
    {
        var margin = Math.Log(1.05);

        var rate = Rate(between, measurements, rounds, ofCandidate, width, effect: margin, test => test.UpperBound(0.95) < margin);

        Assert.True(rate <= AtMost(0.05), $"{rate:0.0000}");
    }

    [Fact]
    public void RoundsAlone_AlarmFarTooOften()
    {
        var random = new SeededRandom(5);
        var alarms = Enumerable.Range(0, Campaigns).Count(_ => TTest.Welch(Measurement(ref random, 0.03, 10, 0, 1), Measurement(ref random, 0.03, 10, 0, 1)).P < 0.01);

        Assert.InRange((double)alarms / Campaigns, 0.3, 0.6);
    }

    [Theory]
    [InlineData(3, 0.01, 0.08, 0.16)]
    [InlineData(10, 0.01, 0.98, 1)]
    [InlineData(5, 0.01, 0.78, 0.88)]
    public void Power_GrowsWithTheHistory(int measurements, double between, double least, double most)
    {
        var rate = Rate(between, measurements, 10, 10, 1, effect: Math.Log(1.1), test => test.P < 0.01 && test.Estimate > Math.Log(1.05));

        Assert.True(rate >= least && rate <= most, $"{rate:0.0000}");
    }

    private static double AtMost(double alpha) => alpha + 3 * Math.Sqrt(alpha * (1 - alpha) / Campaigns);

    private static double Rate(double between, int measurements, int rounds, int ofCandidate, double width, double effect, Func<TTest, bool> isHit)
    {
        var random = new SeededRandom(20260101);
        var hits = 0;
        for (var campaign = 0; campaign < Campaigns; campaign++)
        {
            var history = new List<IReadOnlyList<double>>();
            for (var i = 0; i < measurements; i++) history.Add(Measurement(ref random, between, rounds, 0, 1));
            var candidate = Measurement(ref random, between, ofCandidate, effect, width);
            if (isHit(RepeatedMeasurements.Of([history])!.Compare(history, candidate))) hits++;
        }

        return (double)hits / Campaigns;
    }

    private static double[] Measurement(ref SeededRandom random, double between, int rounds, double mean, double width)
    {
        var values = new double[rounds];
        var shift = mean + between * Normal(ref random);
        for (var i = 0; i < rounds; i++) values[i] = shift + Within * width * Normal(ref random);
        return values;
    }

    /// <summary>G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29, 1958.</summary>
    private static double Normal(ref SeededRandom random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
