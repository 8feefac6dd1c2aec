using CsCheck;
using LoadOperator.Statistics.Trends;

namespace LoadOperator.Statistics.Tests;

public sealed class TrendTestTests
{
    private static readonly Gen<double[]> Series = Gen.Double[1, 100].Array[8, 40];

    // S = 45 of 45 and no autocorrelation left: z = 44/√(10·9·25/18) = 3.935, p = 8.3e-5.
    [Fact]
    public void Of_StraightLine_HasTheTextbookP()
    {
        var test = TrendTest.Of([.. Enumerable.Range(0, 10).Select(i => 3.0 + 2 * i)]);

        Assert.Equal(2, test.Slope, 12);
        Assert.Equal(8.3e-5, test.P, 0.1e-5);
    }

    // Of 45 pairs 40 rise and 5 fall, S = 35; the residuals alternate, so nothing is added to the variance: z = 34/√125 = 3.041.
    [Fact]
    public void Of_AlternatingRise_IsMannsTest() => Assert.Equal(0.00236, TrendTest.Of([2, 1, 4, 3, 6, 5, 8, 7, 10, 9]).P, 0.00001);

    [Fact]
    public void Of_EqualValues_IsNoTrend() => Assert.Equal(new TrendTest(0, 1), TrendTest.Of([.. Enumerable.Repeat(5.0, 20)]));

    [Fact]
    public void Of_TooFewValues_IsNoTrend() => Assert.Equal(1, TrendTest.Of([1, 2, 3, 4, 5, 6, 7]).P);

    [Fact]
    public void Of_OneWildValue_IsNoTrend() => Assert.True(TrendTest.Of([10, 11, 10, 9, 10, 11, 9, 10, 10, 11, 9, 1000]).P > 0.3);

    // A step halfway is remembered by every value after it: much of it is autocorrelation.
    [Fact]
    public void Of_SlowWave_IsLessOfATrendThanItsRanksSay()
    {
        var wave = Enumerable.Range(0, 40).Select(i => Math.Sin(i * 2 * Math.PI / 60)).ToArray();

        Assert.True(TrendTest.Of(wave).P > 0.01);
    }

    [Fact]
    public void Of_ReversedSeries_HasTheSamePAndTheOppositeSlope() => Series.Sample(series =>
    {
        TrendTest forwards = TrendTest.Of(series), backwards = TrendTest.Of([.. series.Reverse()]);
        return Math.Abs(forwards.P - backwards.P) < 1e-9 && Math.Abs(forwards.Slope + backwards.Slope) < 1e-9;
    });

    [Fact]
    public void Of_ScaledAndShiftedSeries_HasTheSameP() => Gen.Select(Series, Gen.Double[0.1, 10], Gen.Double[-50, 50]).Sample((series, factor, shift) =>
        Math.Abs(TrendTest.Of(series).P - TrendTest.Of([.. series.Select(x => x * factor + shift)]).P) < 1e-6);

    [Fact]
    public void Of_AnySeries_HasAPBetweenNothingAndOne() => Series.Sample(series => TrendTest.Of(series).P is > 0 and <= 1);
}
