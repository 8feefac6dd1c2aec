namespace LoadOperator.Statistics.Ranks;

/// <summary>
/// The permutation distribution of a rank sum where values are tied and share the mean of their ranks: of all ways to pick
/// m of the values, how many have which sum (the shift algorithm of B. Streitberg and J. Röhmel, Statistical Software
/// Newsletter 12, 1986). Ranks are doubled, so that shared ones are whole numbers.
/// </summary>
internal sealed class TiedRankSums
{
    private readonly int _m;
    private readonly double[] _ways;
    private readonly double _all;

    /// <param name="values">The values of both sides together; the work grows with the fourth power of their number.</param>
    /// <param name="m">How many of them are on the side that is summed.</param>
    public TiedRankSums(IReadOnlyList<double> values, int m)
    {
        var doubled = DoubledRanks(values);
        var largest = doubled.OrderDescending().Take(m).Sum();
        var ways = new double[m + 1][];
        for (var i = 0; i <= m; i++) ways[i] = new double[largest + 1];
        ways[0][0] = 1;
        foreach (var rank in doubled)
        {
            for (var picked = m; picked >= 1; picked--)
                for (var sum = rank; sum <= largest; sum++) ways[picked][sum] += ways[picked - 1][sum - rank];
        }

        (_m, _ways, _all) = (m, ways[m], ways[m].Sum());
    }

    /// <summary>The smaller of P(U ≤ u) and P(U ≥ u), doubled.</summary>
    public double TwoSidedP(double u)
    {
        // U is the rank sum less its smallest value, m(m+1)/2.
        var at = (int)Math.Round(2 * u) + _m * (_m + 1);
        double below = 0, above = 0;
        for (var sum = 0; sum < _ways.Length; sum++)
        {
            if (sum <= at) below += _ways[sum];
            if (sum >= at) above += _ways[sum];
        }

        return Math.Min(1, 2 * Math.Min(below, above) / _all);
    }

    private static int[] DoubledRanks(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        var ranks = new int[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            // Ranks start+1 … end, doubled: their mean is (start + 1 + end) / 2.
            for (var i = start; i < end; i++) ranks[i] = start + 1 + end;
            start = end;
        }

        return ranks;
    }
}
