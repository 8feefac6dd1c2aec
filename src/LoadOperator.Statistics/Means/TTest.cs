using LoadOperator.Statistics.Distributions;

namespace LoadOperator.Statistics.Means;

/// <summary>A t test of a difference new − old, with everything that follows from it.</summary>
/// <param name="Estimate">The estimated difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Df">Degrees of freedom.</param>
public sealed record TTest(double Estimate, double StandardError, double Df)
{
    /// <summary>A test of nothing: too few values, or values that are no numbers.</summary>
    public static TTest Undefined { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>Whether there was enough to test: finite values with some spread.</summary>
    public bool IsDefined => double.IsFinite(Estimate) && StandardError > 0 && Df > 0;

    public double T => Estimate / StandardError;

    /// <summary>The two-sided p value of no difference.</summary>
    public double P => IsDefined ? Student.TwoSidedP(T, Df) : double.NaN;

    /// <summary>The two-sided interval at <paramref name="confidence"/>, such as 0.95.</summary>
    public Interval Confidence(double confidence)
    {
        if (!IsDefined) return Interval.Undefined;
        var reach = Student.Quantile((1 + confidence) / 2, Df) * StandardError;
        return new Interval(Estimate - reach, Estimate + reach);
    }

    /// <summary>The bound that the difference stays below with <paramref name="confidence"/>.</summary>
    public double UpperBound(double confidence) => IsDefined ? Estimate + Student.Quantile(confidence, Df) * StandardError : double.NaN;

    /// <summary>The bound that the difference stays above with <paramref name="confidence"/>.</summary>
    public double LowerBound(double confidence) => IsDefined ? Estimate - Student.Quantile(confidence, Df) * StandardError : double.NaN;

    /// <summary>The test that a two-sided interval was made of.</summary>
    /// <param name="confidence">The interval's, such as 0.95.</param>
    public static TTest OfInterval(Interval interval, double confidence, double df) =>
        new((interval.Low + interval.High) / 2, (interval.High - interval.Low) / 2 / Student.Quantile((1 + confidence) / 2, df), df);

    /// <summary>
    /// Welch's test: the variances may differ; degrees of freedom after Satterthwaite.
    /// B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34 (1947).
    /// </summary>
    public static TTest Welch(IReadOnlyList<double> old, IReadOnlyList<double> @new)
    {
        if (old.Count < 2 || @new.Count < 2) return Undefined;
        double a = Sample.Variance(old) / old.Count, b = Sample.Variance(@new) / @new.Count;
        var df = (a + b) * (a + b) / (a * a / (old.Count - 1) + b * b / (@new.Count - 1));
        return new TTest(Sample.Mean(@new) - Sample.Mean(old), Math.Sqrt(a + b), df);
    }

    /// <summary>The paired test: value i of both sides was measured under the same conditions.</summary>
    /// <exception cref="ArgumentException">The samples differ in size.</exception>
    public static TTest Paired(IReadOnlyList<double> old, IReadOnlyList<double> @new)
    {
        if (old.Count != @new.Count) throw new ArgumentException($"paired samples must have the same size, not {old.Count} and {@new.Count}");
        return OneSample([.. old.Zip(@new, (o, n) => n - o)]);
    }

    /// <summary>The test of a mean against 0.</summary>
    public static TTest OneSample(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return Undefined;
        return new TTest(Sample.Mean(values), Sample.StandardDeviation(values) / Math.Sqrt(values.Count), values.Count - 1);
    }
}
