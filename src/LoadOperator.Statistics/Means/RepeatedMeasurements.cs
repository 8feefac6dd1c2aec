namespace LoadOperator.Statistics.Means;

/// <summary>
/// How much measurements of one and the same thing differ, and what that leaves of a difference to another, later measurement. The model is the one-way
/// random-effects layout y_ij = μ + b_i + e_ij, with a b_i of its own for every measurement (S. R. Searle, G. Casella and C. E. McCulloch, Variance
/// Components, Wiley 1992, chapter 3). The variance of the measurements' means, pooled over groups, estimates σ_b² + h·σ_e², with h the mean of 1/n
/// (unweighted means: J. D. Thomas and R. A. Hultquist, Annals of Statistics 6, 1978); subtracting what rounds explain leaves σ_b².
/// </summary>
public sealed record RepeatedMeasurements
{
    /// <summary>Fewer measurements of a thing than this say nothing of how they differ.</summary>
    public const int Fewest = 3;

    private readonly double _meanReciprocal;

    private RepeatedMeasurements(double meanVariance, double withinVariance, double meanReciprocal, int df) =>
        (MeanVariance, WithinVariance, _meanReciprocal, Df) = (meanVariance, withinVariance, meanReciprocal, df);

    /// <summary>Variance of the means of measurements of one thing.</summary>
    public double MeanVariance { get; }

    /// <summary>Variance between the rounds of one measurement.</summary>
    public double WithinVariance { get; }

    /// <summary>Variance between measurements beyond what their rounds explain; 0 where they explain it all.</summary>
    public double BetweenVariance => Math.Max(0, MeanVariance - _meanReciprocal * WithinVariance);

    /// <summary>Degrees of freedom of <see cref="MeanVariance"/>.</summary>
    public int Df { get; }

    /// <summary>The spread within groups of measurements; null where no group has <see cref="Fewest"/>.</summary>
    /// <param name="groups">For each thing its measurements, of each the values of its rounds: at least two.</param>
    public static RepeatedMeasurements? Of(IEnumerable<IReadOnlyList<IReadOnlyList<double>>> groups)
    {
        double between = 0, within = 0, reciprocals = 0;
        int df = 0, dfWithin = 0;
        foreach (var group in groups.Where(g => g.Count >= Fewest))
        {
            between += Sample.Variance([.. group.Select(Sample.Mean)]) * (group.Count - 1);
            reciprocals += group.Average(m => 1.0 / m.Count) * (group.Count - 1);
            df += group.Count - 1;
            within += group.Sum(m => Sample.Variance(m) * (m.Count - 1));
            dfWithin += group.Sum(m => m.Count - 1);
        }

        return df == 0 ? null : new RepeatedMeasurements(between / df, within / dfWithin, reciprocals / df, df);
    }

    /// <summary>
    /// The test of a new measurement against the mean of <paramref name="reference"/>, k measurements of one thing. The difference has variance
    /// σ_b²·(1 + 1/k) + σ_c²/n_c + σ_e²·Σ(1/n_i)/k². With equally many rounds everywhere that is (1 + 1/k) times the variance of the means, and t is
    /// exact. Where the candidate has fewer rounds, or noisier ones, the rest is added; where it has more, nothing is taken off, and what the
    /// rounds alone leave uncertain is the least: errors are made towards the careful side only. Degrees of freedom are those of the less known part.
    /// </summary>
    public TTest Compare(IReadOnlyList<IReadOnlyList<double>> reference, IReadOnlyList<double> candidate)
    {
        if (candidate.Count < 2) return TTest.Undefined;
        double k = reference.Count, perRound = reference.Sum(m => 1.0 / m.Count) / (k * k), ofCandidate = Sample.Variance(candidate) / candidate.Count;
        var variance = MeanVariance * (1 + 1 / k)
            + Math.Max(0, ofCandidate - _meanReciprocal * WithinVariance)
            + Math.Max(0, WithinVariance * (perRound - _meanReciprocal / k));
        var least = ofCandidate + WithinVariance * perRound;
        return new TTest(Sample.Mean(candidate) - Sample.Mean([.. reference.Select(Sample.Mean)]), Math.Sqrt(Math.Max(variance, least)), Math.Min(Df, candidate.Count - 1));
    }
}
