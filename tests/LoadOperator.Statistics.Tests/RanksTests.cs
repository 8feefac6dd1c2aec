using CsCheck;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Statistics.Tests;

public sealed class RanksTests
{
    // All 70 ways to deal 4 of 8 ranks, counted by hand of the machine: the distribution must be the same.
    [Fact]
    public void RankSum_FourAndFour_IsTheEnumeration()
    {
        var counts = new int[17];
        for (var mask = 0; mask < 256; mask++)
        {
            if (int.PopCount(mask) != 4) continue;
            var u = Enumerable.Range(0, 8).Where(i => (mask >> i & 1) == 1).Sum(i => Enumerable.Range(0, i).Count(j => (mask >> j & 1) == 0));
            counts[u]++;
        }

        var distribution = RankSumDistribution.For(4, 4);

        for (var u = 0; u <= 16; u++) Assert.Equal(counts.Take(u + 1).Sum() / 70.0, distribution.AtMost(u), 12);
    }

    // R: qwilcox(0.025, 10, 10) = 24, qsignrank(0.025, 10) = 9
    [Fact]
    public void Quantiles_TenValues_MatchR()
    {
        Assert.Equal(24, RankSumDistribution.For(10, 10).Quantile(0.025));
        Assert.Equal(9, new SignedRankDistribution(10).Quantile(0.025));
    }

    [Fact]
    public void HodgesLehmann_Shifted_MovesByTheShift() =>
        Gen.Select(Gen.Double[1, 100].Array[8], Gen.Double[1, 100].Array[9], Gen.Double[-10, 10]).Sample((old, @new, shift) =>
        {
            var plain = HodgesLehmann.OfTwoSamples(old, @new, 0.95);
            var moved = HodgesLehmann.OfTwoSamples(old, [.. @new.Select(x => x + shift)], 0.95);
            return Math.Abs(moved.Estimate - plain.Estimate - shift) < 1e-9
                && plain.Interval is { } interval && interval.Low <= plain.Estimate && plain.Estimate <= interval.High;
        });

    [Fact]
    public void HodgesLehmann_OneWildPair_HardlyMoves()
    {
        double[] differences = [0.10, 0.11, 0.09, 0.10, 0.12, 0.08, 0.10, -5];

        Assert.Equal(0.10, HodgesLehmann.OfPairs(differences, 0.95).Estimate, 0.01);
    }

    [Fact]
    public void HodgesLehmann_TooFewForTheLevel_HasNoInterval()
    {
        Assert.Null(HodgesLehmann.OfTwoSamples([1, 2, 3], [4, 5, 6], 0.95).Interval);
        Assert.Null(HodgesLehmann.OfPairs([1, 2, 3, 4, 5], 0.95).Interval);
        Assert.Equal(new Interval(1, 6), HodgesLehmann.OfPairs([1, 2, 3, 4, 5, 6], 0.95).Interval);
    }

    [Fact]
    public void MannWhitney_AllTied_IsOne() => Assert.Equal(1, MannWhitney.Test([5, 5, 5], [5, 5, 5]).P);

    // Without ties both ways to count must agree; with them, so must the enumeration of every way to deal the values.
    [Fact]
    public void Exact_SmallSamples_IsTheEnumeration() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 6], Gen.Int[1, 4].Array[1, 6]).Sample((a, b) =>
        {
            double[] old = [.. a.Select(x => (double)x)], @new = [.. b.Select(x => (double)x)];
            var exact = MannWhitney.Exact(old, @new);
            return exact.IsExact && Math.Abs(exact.P - Enumerated(old, @new)) < 1e-12;
        });

    [Fact]
    public void Exact_NoTies_IsTest() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 12], Gen.Double[0, 1].Array[1, 12]).Sample((old, @new) =>
            old.Concat(@new).Distinct().Count() < old.Length + @new.Length || MannWhitney.Exact(old, @new) == MannWhitney.Test(old, @new));

    // 2 / C(10, 5): the two ways in which five equal values can all lie above or below five others.
    [Fact]
    public void Exact_TwoConstants_CountsTheTwoExtremes() =>
        Assert.Equal(2 / 252.0, MannWhitney.Exact([5, 5, 5, 5, 5], [6, 6, 6, 6, 6]).P, 1e-14);

    [Fact]
    public void Exact_ManyValues_ComesCloseToTheApproximation()
    {
        var random = new Random(3);
        double[] old = [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(20))], @new = [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(22))];

        var (exact, approximate) = (MannWhitney.Exact(old, @new), MannWhitney.Approximate(old, @new));

        Assert.Equal((true, false), (exact.IsExact, approximate.IsExact));
        Assert.Equal(exact.P, approximate.P, 0.005);
    }

    [Fact]
    public void Exact_MoreValuesThanItCounts_Approximates()
    {
        double[] many = [.. Enumerable.Range(0, 150).Select(i => (double)i)];

        Assert.False(MannWhitney.Exact(many, many).IsExact);
    }

    private static double Enumerated(double[] old, double[] @new)
    {
        double[] all = [.. old, .. @new];
        var seen = U(old, @new);
        int below = 0, above = 0, ways = 0;
        for (var mask = 0; mask < 1 << all.Length; mask++)
        {
            if (int.PopCount(mask) != @new.Length) continue;
            var u = U([.. all.Where((_, i) => (mask >> i & 1) == 0)], [.. all.Where((_, i) => (mask >> i & 1) == 1)]);
            ways++;
            if (u <= seen) below++;
            if (u >= seen) above++;
        }

        return Math.Min(1, 2.0 * Math.Min(below, above) / ways);
    }

    private static double U(double[] old, double[] @new) => @new.Sum(x => old.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
}
