using LoadOperator.Statistics.Distributions;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace LoadOperator.Statistics.Power;

/// <summary>
/// How often a comparison comes to an answer, when the true effect and the noise are known. The estimate d is normal around
/// the effect with standard error s; s² is itself a multiple of a χ² variable, independent of d. So the probability of a
/// decision is the integral, over the density of the estimated error, of the normal probability of d.
/// </summary>
/// <param name="StandardError">The true standard error of the estimate.</param>
/// <param name="Df">Degrees of freedom of the estimated one.</param>
/// <param name="Rule">When an answer is given.</param>
public sealed record DecisionPower(double StandardError, double Df, DecisionRule Rule)
{
    private const int Nodes = 64;

    private (double[] Ratios, double[] Weights)? _ratio;

    private readonly double _regressionQuantile = Student.Quantile(1 - Rule.Alpha / 2, Df);
    private readonly double _noRegressionQuantile = Student.Quantile(1 - Rule.NonInferiorityAlpha, Df);

    /// <summary>The probability of Regression at this true effect: d beyond the margin, and p below alpha.</summary>
    public double OfRegression(double effect) =>
        Over(ratio => Normal.CDF(0, 1, (effect - Math.Max(Rule.Margin, _regressionQuantile * StandardError * ratio)) / StandardError));

    /// <summary>The probability of NoRegression at this true effect: the upper bound of d below the margin.</summary>
    public double OfNoRegression(double effect) =>
        Over(ratio => Normal.CDF(0, 1, (Rule.Margin - _noRegressionQuantile * StandardError * ratio - effect) / StandardError));

    /// <summary>The smallest true effect at which Regression is called with probability <paramref name="power"/>.</summary>
    public double MinimumDetectableEffect(double power = 0.8)
    {
        if (!(StandardError > 0) || !(Df > 0)) return double.NaN;
        double low = 0, high = Rule.Margin + 10 * StandardError;
        while (OfRegression(high) < power)
        {
            high *= 2;
            if (high > 1e6) return double.PositiveInfinity;
        }

        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (OfRegression(middle) < power) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The expectation over the ratio of the estimated to the true standard error, √(χ²(df)/df), by Gauss–Legendre quadrature between its far quantiles.</summary>
    private double Over(Func<double, double> given)
    {
        var (ratios, weights) = _ratio ??= Quadrature();
        double sum = 0;
        for (var i = 0; i < Nodes; i++) sum += weights[i] * given(ratios[i]);
        return sum;
    }

    private (double[] Ratios, double[] Weights) Quadrature()
    {
        // Wilson and Hilferty: (χ²/df)^(1/3) is nearly normal; ±8 standard deviations leave nothing out.
        var spread = Math.Sqrt(2 / (9 * Df));
        double Bound(double z) => Math.Sqrt(Math.Pow(Math.Max(1 - 2 / (9 * Df) + z * spread, 1e-6), 3));
        var rule = new GaussLegendreRule(Bound(-8), Bound(8), Nodes);
        double[] ratios = [.. Enumerable.Range(0, Nodes).Select(rule.GetAbscissa)];
        double[] weights = [.. ratios.Select((ratio, i) => rule.GetWeight(i) * Math.Exp(LogDensity(ratio)))];
        var mass = weights.Sum();
        return (ratios, [.. weights.Select(w => w / mass)]);
    }

    private double LogDensity(double ratio)
    {
        // Of √(χ²/df): with x = df·r², f(r) = 2·df·r·χ²-density(x).
        var x = Df * ratio * ratio;
        return Math.Log(2 * Df * ratio) + (Df / 2 - 1) * Math.Log(x) - x / 2 - Df / 2 * Math.Log(2) - SpecialFunctions.GammaLn(Df / 2);
    }
}

/// <summary>When a comparison gives an answer, on the scale of the estimate.</summary>
/// <param name="Margin">How much worse the candidate may be.</param>
/// <param name="Alpha">Two-sided level of Regression.</param>
/// <param name="NonInferiorityAlpha">One-sided level of NoRegression.</param>
public sealed record DecisionRule(double Margin, double Alpha, double NonInferiorityAlpha);
