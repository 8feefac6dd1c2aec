using MathNet.Numerics;

namespace LoadOperator.Statistics.Counts;

/// <summary>Exact bounds of a proportion (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934), one-sided.</summary>
public static class Binomial
{
    /// <summary>The bound that the proportion stays below with <paramref name="confidence"/>, after <paramref name="hits"/> of <paramref name="trials"/>.</summary>
    public static double UpperBound(long hits, long trials, double confidence) =>
        trials <= 0 ? double.NaN : hits >= trials ? 1 : Solve(p => SpecialFunctions.BetaRegularized(hits + 1, trials - hits, p) < confidence);

    /// <summary>The bound that the proportion stays above with <paramref name="confidence"/>.</summary>
    public static double LowerBound(long hits, long trials, double confidence) =>
        trials <= 0 ? double.NaN : hits <= 0 ? 0 : Solve(p => SpecialFunctions.BetaRegularized(hits, trials - hits + 1, p) < 1 - confidence);

    /// <summary>Where a condition that holds from 0 on ceases to hold, by bisection on the logit scale (small proportions keep their precision).</summary>
    private static double Solve(Func<double, bool> isBelow)
    {
        double low = -60, high = 60;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (isBelow(1 / (1 + Math.Exp(-middle)))) low = middle;
            else high = middle;
        }

        return 1 / (1 + Math.Exp(-(low + high) / 2));
    }
}
