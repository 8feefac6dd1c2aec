namespace LoadOperator.Statistics;

/// <summary>Descriptive figures of one sample: a value per round.</summary>
public static class Sample
{
    public static double Mean(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return double.NaN;
        // A second pass takes out the rounding of the first.
        var mean = values.Sum() / values.Count;
        return mean + values.Sum(x => x - mean) / values.Count;
    }

    /// <summary>The unbiased variance; NaN for fewer than two values.</summary>
    public static double Variance(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        var mean = Mean(values);
        return values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1);
    }

    public static double StandardDeviation(IReadOnlyList<double> values) => Math.Sqrt(Variance(values));

    /// <summary>NaN unless all values are greater than 0. Of equal values it is that value, without the rounding of a logarithm.</summary>
    public static double GeometricMean(IReadOnlyList<double> values)
    {
        if (values.Count == 0 || !values.All(x => x > 0)) return double.NaN;
        return values.All(x => x == values[0]) ? values[0] : Math.Exp(Mean(Logs(values)));
    }

    /// <summary>Natural logarithms; NaN where a value is not greater than 0.</summary>
    public static IReadOnlyList<double> Logs(IReadOnlyList<double> values) => [.. values.Select(x => x > 0 ? Math.Log(x) : double.NaN)];

    public static double CoefficientOfVariation(IReadOnlyList<double> values) => StandardDeviation(values) / Mean(values);

    public static double Median(IReadOnlyList<double> values) => Quantile(values, 0.5);

    /// <summary>The quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, R's default).</summary>
    public static double Quantile(IReadOnlyList<double> values, double q)
    {
        if (values.Count == 0) return double.NaN;
        var sorted = values.Order().ToArray();
        var position = q * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>The indices, from 0, of values beyond 1.5 interquartile ranges from the quartiles (Tukey's fence).</summary>
    public static IReadOnlyList<int> Outliers(IReadOnlyList<double> values)
    {
        if (values.Count < 4) return [];
        double q1 = Quantile(values, 0.25), q3 = Quantile(values, 0.75), reach = 1.5 * (q3 - q1);
        return [.. Enumerable.Range(0, values.Count).Where(i => values[i] < q1 - reach || values[i] > q3 + reach)];
    }

    /// <summary>
    /// Whether the values have no spread beyond what rounding leaves: then no test of their mean means anything.
    /// </summary>
    /// <param name="scale">The size of the numbers that the values were computed from.</param>
    public static bool IsConstant(IReadOnlyList<double> values, double scale)
    {
        if (values.Count < 2) return true;
        return values.Max() - values.Min() <= 1e-12 * Math.Max(scale, double.Epsilon);
    }
}
