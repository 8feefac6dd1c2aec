using MathNet.Numerics.Distributions;

namespace LoadOperator.Statistics.Ranks;

/// <summary>The rank-sum test of H. B. Mann and D. R. Whitney (Annals of Mathematical Statistics 18, 1947).</summary>
/// <param name="U">Pairs in which the new value is the larger one; ties count half.</param>
/// <param name="P">The two-sided p value.</param>
/// <param name="IsExact">Whether p is exact.</param>
public sealed record MannWhitney(double U, double P, bool IsExact)
{
    /// <summary>From this many values a side on, <see cref="Test"/> approximates, as R does.</summary>
    private const int ExactBelow = 50;

    /// <summary>Up to this many values in all, <see cref="Exact"/> counts; beyond it the approximation is as good.</summary>
    private const int LargestExact = 200;

    public static MannWhitney Undefined { get; } = new(double.NaN, double.NaN, false);

    /// <summary>
    /// The test by the conventions of R's <c>wilcox.test</c>: <see cref="Exact"/> for fewer than 50 values a side without ties,
    /// otherwise <see cref="Approximate"/>.
    /// </summary>
    public static MannWhitney Test(IReadOnlyList<double> old, IReadOnlyList<double> @new) =>
        old.Count < ExactBelow && @new.Count < ExactBelow && old.Concat(@new).Distinct().Count() == old.Count + @new.Count ? Exact(old, @new) : Approximate(old, @new);

    /// <summary>
    /// The exact test, with ties too: the smaller tail, doubled, among all ways to deal the values that were seen to the two
    /// sides. With more than 200 values in all it approximates, and says so.
    /// </summary>
    public static MannWhitney Exact(IReadOnlyList<double> old, IReadOnlyList<double> @new)
    {
        int m = @new.Count, n = old.Count;
        if (IsUndefined(old, @new)) return Undefined;
        if (m + n > LargestExact) return Approximate(old, @new);
        var u = UOf(old, @new);
        if (old.Concat(@new).Distinct().Count() < m + n) return new MannWhitney(u, new TiedRankSums([.. old, .. @new], m).TwoSidedP(u), true);

        // Without ties U is symmetric around mn/2.
        var tail = RankSumDistribution.For(m, n).AtMost((int)Math.Min(u, m * n - u));
        return new MannWhitney(u, Math.Min(1, 2 * tail), true);
    }

    /// <summary>The normal approximation, with corrections for ties and continuity.</summary>
    public static MannWhitney Approximate(IReadOnlyList<double> old, IReadOnlyList<double> @new)
    {
        if (IsUndefined(old, @new)) return Undefined;
        double m = @new.Count, n = old.Count, total = m + n;
        var u = UOf(old, @new);
        var ties = old.Concat(@new).GroupBy(x => x).Select(g => (double)g.Count()).Sum(g => g * g * g - g) / (total * (total - 1));
        var sigma = Math.Sqrt(m * n / 12 * (total + 1 - ties));
        var distance = u - m * n / 2;
        var z = (distance - Math.Sign(distance) * 0.5) / sigma;
        return new MannWhitney(u, sigma > 0 ? Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(z))) : 1, false);
    }

    private static bool IsUndefined(IReadOnlyList<double> old, IReadOnlyList<double> @new) =>
        old.Count == 0 || @new.Count == 0 || old.Concat(@new).Any(double.IsNaN);

    private static double UOf(IReadOnlyList<double> old, IReadOnlyList<double> @new) =>
        @new.Sum(x => old.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
}
