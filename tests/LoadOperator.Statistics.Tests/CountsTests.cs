using LoadOperator.Statistics.Counts;

namespace LoadOperator.Statistics.Tests;

public sealed class CountsTests
{
    // Closed forms: no hit in n leaves an upper bound of 1 − (1−c)^(1/n); no miss a lower bound of (1−c)^(1/n).
    [Theory]
    [InlineData(10, 0.95)]
    [InlineData(20_000, 0.95)]
    [InlineData(1_000_000, 0.99)]
    public void UpperBound_NoHits_IsTheClosedForm(long trials, double confidence) =>
        AssertRelative(-double.ExpM1(Math.Log(1 - confidence) / trials), Binomial.UpperBound(0, trials, confidence), 1e-7);

    [Fact]
    public void LowerBound_AllHits_IsTheClosedForm() => AssertRelative(Math.Pow(0.05, 1.0 / 50), Binomial.LowerBound(50, 50, 0.95), 1e-7);

    // R: binom.test(7, 100)$conf.int
    [Fact]
    public void Bounds_SevenOfAHundred_MatchR()
    {
        AssertRelative(0.0286053, Binomial.LowerBound(7, 100, 0.975), 1e-5);
        AssertRelative(0.1389203, Binomial.UpperBound(7, 100, 0.975), 1e-5);
    }

    [Fact]
    public void Bounds_AtTheEdges_AreZeroAndOne()
    {
        Assert.Equal(0, Binomial.LowerBound(0, 10, 0.95));
        Assert.Equal(1, Binomial.UpperBound(10, 10, 0.95));
        Assert.Equal(double.NaN, Binomial.UpperBound(0, 0, 0.95));
    }

    // R: fisher.test(matrix(c(3,1,1,3),2))$p.value and fisher.test(matrix(c(1,9,11,3),2))$p.value (Fisher's tea; Wikipedia's diet)
    [Theory]
    [InlineData(3, 4, 1, 4, 0.4857142857)]
    [InlineData(1, 10, 11, 14, 0.002759456185)]
    [InlineData(0, 1000, 0, 1000, 1)]
    public void TwoSidedP_SmallTable_MatchesR(long hitsA, long trialsA, long hitsB, long trialsB, double expected) =>
        AssertRelative(expected, FisherExact.TwoSidedP(hitsA, trialsA, hitsB, trialsB), 1e-8);

    [Fact]
    public void TwoSidedP_EverythingAgainstNothing_IsVanishinglySmall() =>
        Assert.InRange(FisherExact.TwoSidedP(0, 20_000, 20_000, 20_000), 0, 1e-300);

    [Fact]
    public void TwoSidedP_Symmetric_UnderSwap() =>
        AssertRelative(FisherExact.TwoSidedP(12, 4000, 40, 5000), FisherExact.TwoSidedP(40, 5000, 12, 4000), 1e-9);

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
