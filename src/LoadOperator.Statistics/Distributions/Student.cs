using MathNet.Numerics;

namespace LoadOperator.Statistics.Distributions;

/// <summary>
/// Student's t distribution. Tails are taken from the regularised incomplete beta function, I_x(df/2, 1/2) with
/// x = df / (df + t²) (Abramowitz and Stegun 26.7.1), so that small p values keep their relative precision.
/// </summary>
public static class Student
{
    private const double NearZero = 1e-6;

    /// <summary>P(|T| ≥ |t|).</summary>
    public static double TwoSidedP(double t, double df)
    {
        if (double.IsNaN(t) || !(df > 0)) return double.NaN;
        if (double.IsInfinity(t)) return 0;
        var square = t * t;
        // Near 0 that x is 1, but for what a double cannot hold: its complement can be held.
        return square < NearZero * df ? 1 - SpecialFunctions.BetaRegularized(0.5, df / 2, square / (df + square)) : SpecialFunctions.BetaRegularized(df / 2, 0.5, df / (df + square));
    }

    /// <summary>P(T ≤ t).</summary>
    public static double Cdf(double t, double df)
    {
        var tail = TwoSidedP(t, df) / 2;
        return t < 0 ? tail : 1 - tail;
    }

    /// <summary>The t with P(T ≤ t) = p.</summary>
    /// <param name="p">In (0, 1).</param>
    public static double Quantile(double p, double df)
    {
        if (!(p is > 0 and < 1) || !(df > 0)) return double.NaN;
        if (p == 0.5) return 0;
        if (p < 0.5) return -Quantile(1 - p, df);

        // Bisection on t = tan(u): finite bounds for every df, and the tail's relative precision. Then Newton's method.
        var tail = 2 * (1 - p);
        double low = 0, high = Math.PI / 2;
        for (var i = 0; i < 60 && high - low > 1e-15; i++)
        {
            var middle = (low + high) / 2;
            if (TwoSidedP(Math.Tan(middle), df) > tail) low = middle;
            else high = middle;
        }

        var t = Math.Tan((low + high) / 2);
        for (var i = 0; i < 3; i++)
        {
            var density = Density(t, df);
            if (!(density > 0)) break;
            t += (TwoSidedP(t, df) - tail) / (2 * density);
        }

        return t;
    }

    private static double Density(double t, double df) =>
        Math.Exp(SpecialFunctions.GammaLn((df + 1) / 2) - SpecialFunctions.GammaLn(df / 2) - 0.5 * Math.Log(df * Math.PI) - (df + 1) / 2 * Math.Log(1 + t * t / df));
}
