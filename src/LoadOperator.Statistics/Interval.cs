namespace LoadOperator.Statistics;

/// <summary>An interval estimate.</summary>
public readonly record struct Interval(double Low, double High)
{
    public static Interval Undefined { get; } = new(double.NaN, double.NaN);

    /// <summary>The interval under an increasing function.</summary>
    public Interval Map(Func<double, double> increasing) => new(increasing(Low), increasing(High));
}
