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

        var distribution = new RankSumDistribution(4, 4);

        for (var u = 0; u <= 16; u++) Assert.Equal(counts.Take(u + 1).Sum() / 70.0, distribution.AtMost(u), 12);
    }

    // R: qwilcox(0.025, 10, 10) = 24, qsignrank(0.025, 10) = 9
    [Fact]
    public void Quantiles_TenValues_MatchR()
    {
        Assert.Equal(24, new RankSumDistribution(10, 10).Quantile(0.025));
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
}
