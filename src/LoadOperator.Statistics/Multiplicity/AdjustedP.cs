namespace LoadOperator.Statistics.Multiplicity;

/// <summary>p values of several tests, adjusted so that each can be held against the level of the whole family.</summary>
public static class AdjustedP
{
    /// <summary>
    /// Holm's step-down method: with p adjusted below alpha, the probability of any false alarm in the family is below alpha, whatever
    /// the dependence of the tests (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979).
    /// </summary>
    /// <param name="p">The p values, in any order.</param>
    /// <returns>The adjusted ones in the same order: of the k-th smallest the largest of p · (m − j + 1) for j up to k, at most 1.</returns>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        double largest = 0;
        var factor = p.Count;
        foreach (var i in Enumerable.Range(0, p.Count).OrderBy(i => p[i]))
            adjusted[i] = largest = Math.Max(largest, Math.Min(1, p[i] * factor--));
        return adjusted;
    }

    /// <summary>
    /// Benjamini and Hochberg's step-up method: of the tests with p adjusted below q, at most the share q are false alarms in
    /// expectation (Journal of the Royal Statistical Society B 57, 1995). For long lists to look into, not for verdicts.
    /// </summary>
    /// <param name="p">The p values, in any order.</param>
    public static IReadOnlyList<double> BenjaminiHochberg(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        double least = 1;
        var rank = p.Count;
        foreach (var i in Enumerable.Range(0, p.Count).OrderByDescending(i => p[i]))
            adjusted[i] = least = Math.Min(least, p[i] * p.Count / rank--);
        return adjusted;
    }
}
