using MathNet.Numerics.Distributions;

namespace LoadOperator.Statistics.Ranks;

/// <summary>
/// The rank-sum test of Mann and Whitney (Annals of Mathematical Statistics 18, 1947), with R's conventions: exact for fewer than 50
/// values a side without ties, otherwise the normal approximation with corrections for ties and continuity.
/// </summary>
/// <param name="U">Pairs in which the new value is the larger one; ties count half.</param>
/// <param name="P">The two-sided p value.</param>
/// <param name="IsExact">Whether p is exact.</param>
public sealed record MannWhitney(double U, double P, bool IsExact)
{
    private const int ExactBelow = 50;

    public static MannWhitney Undefined { get; } = new(double.NaN, double.NaN, false);

    public static MannWhitney Test(IReadOnlyList<double> old, IReadOnlyList<double> @new)
    {
        int m = @new.Count, n = old.Count;
        if (m == 0 || n == 0 || old.Concat(@new).Any(double.IsNaN)) return Undefined;
        var u = @new.Sum(x => old.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
        var groups = old.Concat(@new).GroupBy(x => x).Select(g => (double)g.Count()).ToList();
        if (m < ExactBelow && n < ExactBelow && groups.All(g => g == 1))
        {
            var distribution = new RankSumDistribution(m, n);
            // Symmetric around mn/2: the smaller tail, doubled.
            var tail = distribution.AtMost((int)Math.Min(u, m * n - u));
            return new MannWhitney(u, Math.Min(1, 2 * tail), true);
        }

        double total = m + n;
        var ties = groups.Sum(g => g * g * g - g) / (total * (total - 1));
        var sigma = Math.Sqrt(m * n / 12.0 * (total + 1 - ties));
        var distance = u - m * n / 2.0;
        var z = (distance - Math.Sign(distance) * 0.5) / sigma;
        return new MannWhitney(u, sigma > 0 ? Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(z))) : 1, false);
    }
}
