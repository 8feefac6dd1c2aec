using MathNet.Numerics.Distributions;

namespace LoadOperator.Statistics.Sequential;

/// <summary>
/// How a test may be looked at more than once without alarming more often: K. K. G. Lan and D. L. DeMets, "Discrete sequential
/// boundaries for clinical trials", Biometrika 70 (1983). The level is spent along a function of the information so far; this
/// one resembles the boundaries of P. C. O'Brien and T. R. Fleming (Biometrics 35, 1979): next to nothing early, nearly all of it at the end.
/// </summary>
public static class AlphaSpending
{
    /// <summary>The distance of the quadrature's nodes, in standard deviations of the step between two looks.</summary>
    private const double Grid = 0.05;

    /// <summary>Further below than this many standard deviations there is no probability left to count.</summary>
    private const double Far = 8;

    /// <summary>Boundaries lie below this many standard deviations, whatever the level.</summary>
    private const double Highest = 40;

    /// <summary>The level spent up to a fraction t of the information: 2 − 2Φ(z(α/2)/√t).</summary>
    /// <param name="alpha">The one-sided level of the whole.</param>
    /// <param name="fraction">In (0, 1].</param>
    public static double Spent(double alpha, double fraction) => 2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, alpha / 2) / Math.Sqrt(fraction));

    /// <summary>
    /// The one-sided nominal level of each look: a test that rejects at any of them when its p is below that look's level does
    /// so falsely with probability <paramref name="alpha"/>.
    /// </summary>
    /// <param name="alpha">The one-sided level of the whole, in (0, 0.5).</param>
    /// <param name="fractions">The share of the information at each look, rising to 1.</param>
    public static IReadOnlyList<double> NominalLevels(double alpha, IReadOnlyList<double> fractions) => [.. Boundaries(alpha, fractions).Select(z => Normal.CDF(0, 1, -z))];

    /// <summary>
    /// The boundary z of each look. The test statistic times √t is a Brownian motion; its density among the paths that have not
    /// crossed is carried from look to look by quadrature (P. Armitage, C. K. McPherson and B. C. Rowe, JRSS A 132, 1969). The rule is
    /// the trapezoids of Lan and DeMets' own program (R's <c>ldbounds</c>), so that figures agree with published tables; exact integration moves z by less than 5e-5.
    /// </summary>
    public static IReadOnlyList<double> Boundaries(double alpha, IReadOnlyList<double> fractions)
    {
        var boundaries = new List<double>();
        (double[] At, double[] Mass) paths = ([0], [1]);
        double before = 0, spent = 0;
        foreach (var fraction in fractions)
        {
            var step = Math.Sqrt(fraction - before);
            var toSpend = Spent(alpha, fraction) - spent;
            var boundary = Solve(x => Crossing(paths, x, step), toSpend, Highest * Math.Sqrt(fraction));
            boundaries.Add(boundary / Math.Sqrt(fraction));
            paths = Carry(paths, boundary, step, -Far * Math.Sqrt(fraction));
            (before, spent) = (fraction, spent + toSpend);
        }

        return boundaries;
    }

    private static double Crossing((double[] At, double[] Mass) paths, double boundary, double step)
    {
        double sum = 0;
        for (var i = 0; i < paths.At.Length; i++) sum += paths.Mass[i] * Normal.CDF(0, 1, (paths.At[i] - boundary) / step);
        return sum;
    }

    /// <summary>The paths that stay below the boundary, as masses at the nodes of a quadrature.</summary>
    private static (double[] At, double[] Mass) Carry((double[] At, double[] Mass) paths, double boundary, double step, double low)
    {
        var intervals = (int)Math.Ceiling((boundary - low) / (Grid * step));
        var width = (boundary - low) / intervals;
        double[] at = new double[intervals + 1], mass = new double[intervals + 1];
        for (var i = 0; i <= intervals; i++)
        {
            at[i] = low + i * width;
            for (var j = 0; j < paths.At.Length; j++) mass[i] += paths.Mass[j] * Normal.PDF(paths.At[j], step, at[i]);
            mass[i] *= i == 0 || i == intervals ? width / 2 : width;
        }

        return (at, mass);
    }

    /// <summary>Where a falling function takes a value, by bisection.</summary>
    private static double Solve(Func<double, double> falling, double value, double high)
    {
        double low = 0;
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            if (falling(middle) > value) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
