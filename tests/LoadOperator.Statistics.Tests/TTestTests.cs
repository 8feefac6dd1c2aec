using CsCheck;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Statistics.Tests;

public sealed class TTestTests
{
    private static readonly Gen<double[]> Rounds = Gen.Double[1, 1000].Array[3, 20];

    [Fact]
    public void Welch_SidesSwapped_ChangesOnlyTheSign() =>
        Gen.Select(Rounds, Rounds).Sample((a, b) =>
        {
            var (ab, ba) = (TTest.Welch(a, b), TTest.Welch(b, a));
            return !ab.IsDefined || (Close(ab.T, -ba.T) && Close(ab.Df, ba.Df) && Close(ab.P, ba.P));
        });

    [Fact]
    public void Paired_BothSidesScaled_LogRatioIsUnchanged() =>
        Gen.Select(Gen.Double[1, 1000].Array[5], Gen.Double[1, 1000].Array[5], Gen.Double[0.01, 100]).Sample((a, b, factor) =>
        {
            var plain = TTest.Paired(Sample.Logs(a), Sample.Logs(b));
            var scaled = TTest.Paired(Sample.Logs([.. a.Select(x => x * factor)]), Sample.Logs([.. b.Select(x => x * factor)]));
            return !plain.IsDefined || Math.Abs(plain.Estimate - scaled.Estimate) < 1e-9;
        });

    [Fact]
    public void Confidence_AnySample_ContainsTheEstimateAndGrowsWithTheLevel() =>
        Gen.Select(Rounds, Rounds).Sample((a, b) =>
        {
            var test = TTest.Welch(a, b);
            if (!test.IsDefined) return true;
            var (narrow, wide) = (test.Confidence(0.9), test.Confidence(0.99));
            return wide.Low < narrow.Low && narrow.Low < test.Estimate && test.Estimate < narrow.High && narrow.High < wide.High;
        });

    [Fact]
    public void P_AgreesWithTheInterval_OnZero() =>
        Gen.Select(Rounds, Rounds).Sample((a, b) =>
        {
            var test = TTest.Welch(a, b);
            if (!test.IsDefined || Math.Abs(test.P - 0.05) < 1e-6) return true;
            var interval = test.Confidence(0.95);
            return test.P < 0.05 == (interval.Low > 0 || interval.High < 0);
        });

    [Theory]
    [InlineData(new double[0], new double[0])]
    [InlineData(new[] { 1.0 }, new[] { 2.0 })]
    [InlineData(new[] { 5.0, 5.0, 5.0 }, new[] { 5.0, 5.0, 5.0 })]
    [InlineData(new[] { double.NaN, 1.0, 2.0 }, new[] { 1.0, 2.0, 3.0 })]
    public void Welch_NothingToTest_IsUndefinedAndHasNoP(double[] old, double[] @new)
    {
        var test = TTest.Welch(old, @new);

        Assert.False(test.IsDefined);
        Assert.Equal(double.NaN, test.P);
        Assert.Equal(double.NaN, test.UpperBound(0.95));
    }

    [Fact]
    public void Paired_DifferentSizes_Throws() => Assert.Throws<ArgumentException>(() => TTest.Paired([1, 2, 3], [1, 2]));

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a));
}
