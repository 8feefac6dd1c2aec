using MathNet.Numerics.Distributions;

namespace LoadOperator.Statistics.Trends;

/// <summary>
/// Whether a series rises or falls, by ranks: the test of H. B. Mann (Econometrica 13, 1945) and M. G. Kendall, which one wild value moves
/// little. Values that are near each other in time are alike, and a test that takes them for independent sees trends everywhere; so the variance is
/// raised by the series' own autocorrelation, as S. Yue and C. Wang do (Water Resources Management 18, 2004).
/// </summary>
/// <param name="Slope">The change from one value to the next: the median of all slopes between two values (P. K. Sen, JASA 63, 1968).</param>
/// <param name="P">The two-sided p value; 1 where the values do not differ, or are fewer than <see cref="Fewest"/>.</param>
public sealed record TrendTest(double Slope, double P)
{
    /// <summary>Fewer values than this say nothing of their own autocorrelation.</summary>
    public const int Fewest = 8;

    /// <summary>A series that remembers more than this is hardly told from a trend.</summary>
    private const double MostCorrelation = 0.9;

    public static TrendTest Of(IReadOnlyList<double> series)
    {
        var n = series.Count;
        var slope = SlopeOf(series);
        if (n < Fewest) return new TrendTest(slope, 1);
        double s = 0;
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++) s += Math.Sign(series[j] - series[i]);
        var ties = series.GroupBy(x => x).Sum(g => (double)g.Count() * (g.Count() - 1) * (2 * g.Count() + 5));
        var variance = (n * (n - 1.0) * (2 * n + 5) - ties) / 18 * VarianceFactor(Autocorrelation([.. series.Select((x, i) => x - slope * i)]), n);
        if (!(variance > 0)) return new TrendTest(slope, 1);
        // One is taken off for continuity: S moves in steps of two.
        var z = Math.Max(0, Math.Abs(s) - 1) / Math.Sqrt(variance);
        return new TrendTest(slope, Math.Min(1, 2 * Normal.CDF(0, 1, -z)));
    }

    private static double SlopeOf(IReadOnlyList<double> series)
    {
        var slopes = new List<double>();
        for (var i = 0; i < series.Count; i++)
            for (var j = i + 1; j < series.Count; j++) slopes.Add((series[j] - series[i]) / (j - i));
        return slopes.Count == 0 ? 0 : Sample.Median(slopes);
    }

    /// <summary>The correlation of neighbours. An estimate from n values around a fitted line is too low by about (2 + 4ρ)/n (F. H. C. Marriott and J. A. Pope, Biometrika 41, 1954), which is put back.</summary>
    private static double Autocorrelation(IReadOnlyList<double> residuals)
    {
        var n = residuals.Count;
        var mean = Sample.Mean(residuals);
        double squares = 0, products = 0;
        for (var i = 0; i < n; i++)
        {
            squares += (residuals[i] - mean) * (residuals[i] - mean);
            if (i > 0) products += (residuals[i] - mean) * (residuals[i - 1] - mean);
        }

        return squares > 0 ? Math.Clamp((n * products / squares + 2) / (n - 4), 0, MostCorrelation) : 0;
    }

    /// <summary>By how much correlated values make a mean vary more than independent ones: 1 + 2 Σ (1 − k/n) ρᵏ, of a process that remembers one step.</summary>
    private static double VarianceFactor(double rho, int n) => 1 + 2 * Enumerable.Range(1, n - 1).Sum(k => (1 - (double)k / n) * Math.Pow(rho, k));
}
