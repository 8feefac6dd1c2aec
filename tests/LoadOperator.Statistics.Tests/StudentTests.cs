using CsCheck;
using LoadOperator.Statistics.Distributions;

namespace LoadOperator.Statistics.Tests;

public sealed class StudentTests
{
    // Closed forms: df 1 is Cauchy's distribution, df 2 has P(|T| > t) = 1 − t/√(2+t²).
    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1e4)]
    [InlineData(1e8)]
    public void TwoSidedP_OneDegree_IsCauchys(double t) =>
        AssertRelative(2 * Math.Atan(1 / t) / Math.PI, Student.TwoSidedP(t, 1), 1e-11);

    [Theory]
    [InlineData(0.1)]
    [InlineData(2)]
    [InlineData(30)]
    public void TwoSidedP_TwoDegrees_IsTheClosedForm(double t) =>
        AssertRelative(1 - t / Math.Sqrt(2 + t * t), Student.TwoSidedP(t, 2), 1e-9);

    [Fact]
    public void TwoSidedP_FarTail_KeepsItsPrecision()
    {
        // R: 2 * pt(-60, 18)
        var p = Student.TwoSidedP(60, 18);

        Assert.InRange(p, 1e-22, 1e-20);
        Assert.Equal(p, Student.TwoSidedP(-60, 18));
    }

    [Fact]
    public void Quantile_AnyProbabilityAndDf_InvertsTheDistribution() =>
        Gen.Select(Gen.Double[1e-6, 1 - 1e-6], Gen.Double[0.7, 300]).Sample((p, df) =>
            Math.Abs(Student.Cdf(Student.Quantile(p, df), df) - p) < 1e-11);

    // Where the distribution is all but linear: its density at 0 is 0.3975218 (70 degrees), 1/π (1 degree).
    [Theory]
    [InlineData(0.49993376581910065, 70)]
    [InlineData(0.5 - 1e-9, 70)]
    [InlineData(0.5 + 1e-7, 1)]
    public void Quantile_NearTheMiddle_InvertsTheDistribution(double p, double df)
    {
        var t = Student.Quantile(p, df);

        Assert.InRange(Student.Cdf(t, df) - p, -1e-15, 1e-15);
        AssertRelative((p - 0.5) / (df == 1 ? 1 / Math.PI : 0.39752007606919304), t, 1e-6);
    }

    [Theory]
    [InlineData(0.975, 10, 2.228138852)]
    [InlineData(0.995, 7, 3.499483297)]
    [InlineData(0.95, 1, 6.313751515)]
    public void Quantile_TableValue_Matches(double p, double df, double expected) => AssertRelative(expected, Student.Quantile(p, df), 1e-9);

    [Theory]
    [InlineData(double.NaN, 5)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    public void TwoSidedP_NoNumber_IsNaN(double t, double df) => Assert.Equal(double.NaN, Student.TwoSidedP(t, df));

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
