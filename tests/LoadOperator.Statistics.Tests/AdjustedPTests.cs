using CsCheck;
using LoadOperator.Statistics.Multiplicity;

namespace LoadOperator.Statistics.Tests;

public sealed class AdjustedPTests
{
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH"
    [Fact]
    public void Holm_FourTests_MatchesR() => AssertEqual([0.03, 0.06, 0.06, 0.02], AdjustedP.Holm([0.01, 0.04, 0.03, 0.005]));

    [Fact]
    public void BenjaminiHochberg_FourTests_MatchesR() => AssertEqual([0.02, 0.04, 0.04, 0.02], AdjustedP.BenjaminiHochberg([0.01, 0.04, 0.03, 0.005]));

    [Fact]
    public void Adjusted_OneTest_IsItsP()
    {
        AssertEqual([0.3], AdjustedP.Holm([0.3]));
        AssertEqual([0.3], AdjustedP.BenjaminiHochberg([0.3]));
        Assert.Empty(AdjustedP.Holm([]));
    }

    [Fact]
    public void Adjusted_AnyFamily_KeepsTheOrderAndNeverHelps() =>
        Gen.Double[0, 1].Array[1, 12].Sample(p =>
        {
            var (holm, bh) = (AdjustedP.Holm(p), AdjustedP.BenjaminiHochberg(p));
            var order = Enumerable.Range(0, p.Length).OrderBy(i => p[i]).ToList();
            return order.Zip(order.Skip(1)).All(i => holm[i.First] <= holm[i.Second] && bh[i.First] <= bh[i.Second])
                && Enumerable.Range(0, p.Length).All(i => p[i] <= bh[i] + 1e-15 && bh[i] <= holm[i] + 1e-12 && holm[i] <= 1);
        });

    private static void AssertEqual(double[] expected, IReadOnlyList<double> actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
