namespace LoadOperator.Statistics.Ranks;

/// <summary>
/// The estimate of a shift by ranks (J. L. Hodges and E. L. Lehmann, Annals of Mathematical Statistics 34, 1963), with the
/// interval that its test leaves standing. One value far from the rest moves it little.
/// </summary>
/// <param name="Estimate">The median of all differences (two samples) or of all pairwise means (pairs).</param>
/// <param name="Interval">Its interval; null where so few values have none at that level.</param>
public sealed record HodgesLehmann(double Estimate, Interval? Interval)
{
    /// <summary>Above this many values a side the exact distribution is not worth its cost; the interval is left out.</summary>
    private const int LargestExact = 200;

    /// <summary>The shift new − old of two independent samples; the interval is Mann and Whitney's.</summary>
    public static HodgesLehmann OfTwoSamples(IReadOnlyList<double> old, IReadOnlyList<double> @new, double confidence)
    {
        double[] differences = [.. @new.SelectMany(x => old.Select(y => x - y)).Order()];
        var isExact = old.Count is > 0 and <= LargestExact && @new.Count is > 0 and <= LargestExact;
        return Of(differences, isExact ? RankSumDistribution.For(@new.Count, old.Count).Quantile((1 - confidence) / 2) : 0);
    }

    /// <summary>The centre of paired differences; the interval is Wilcoxon's signed-rank one.</summary>
    public static HodgesLehmann OfPairs(IReadOnlyList<double> differences, double confidence)
    {
        var walsh = differences.SelectMany((x, i) => differences.Skip(i).Select(y => (x + y) / 2)).Order().ToArray();
        return Of(walsh, differences.Count is > 0 and <= LargestExact ? new SignedRankDistribution(differences.Count).Quantile((1 - confidence) / 2) : 0);
    }

    private static HodgesLehmann Of(double[] sorted, int rank)
    {
        if (sorted.Length == 0 || sorted.Any(double.IsNaN)) return new HodgesLehmann(double.NaN, null);
        return new HodgesLehmann(Sample.Median(sorted), rank > 0 ? new Interval(sorted[rank - 1], sorted[^rank]) : null);
    }
}
