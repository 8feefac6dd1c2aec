using System.Collections.Concurrent;

namespace LoadOperator.Statistics.Ranks;

/// <summary>The distribution of Mann and Whitney's U for samples of m and n values from the same population, without ties.</summary>
internal sealed class RankSumDistribution
{
    private const int LargestKept = 50;

    private static readonly ConcurrentDictionary<(int M, int N), RankSumDistribution> Known = new();

    private readonly double[] _atMost;

    private RankSumDistribution(int m, int n)
    {
        // Of m+n ranks in random order: the probability that U is u, by whether the largest value belongs to the first sample.
        // P(u; m, n) = m/(m+n) · P(u−n; m−1, n) + n/(m+n) · P(u; m, n−1).
        var previous = new double[n + 1][];
        for (var j = 0; j <= n; j++) previous[j] = [1];
        for (var i = 1; i <= m; i++)
        {
            var current = new double[n + 1][];
            current[0] = [1];
            for (var j = 1; j <= n; j++)
            {
                current[j] = new double[i * j + 1];
                for (var u = 0; u < current[j].Length; u++)
                {
                    var fromFirst = u >= j && u - j < previous[j].Length ? previous[j][u - j] : 0;
                    var fromSecond = u < current[j - 1].Length ? current[j - 1][u] : 0;
                    current[j][u] = (i * fromFirst + j * fromSecond) / (i + j);
                }
            }

            previous = current;
        }

        _atMost = previous[n];
        for (var u = 1; u < _atMost.Length; u++) _atMost[u] += _atMost[u - 1];
    }

    /// <summary>The distribution for these sizes. Those of small samples are kept: comparisons of one file mostly share their sizes.</summary>
    public static RankSumDistribution For(int m, int n) =>
        m <= LargestKept && n <= LargestKept ? Known.GetOrAdd((m, n), static size => new RankSumDistribution(size.M, size.N)) : new RankSumDistribution(m, n);

    /// <summary>P(U ≤ u).</summary>
    public double AtMost(int u) => u < 0 ? 0 : _atMost[Math.Min(u, _atMost.Length - 1)];

    /// <summary>The smallest u with P(U ≤ u) ≥ p.</summary>
    public int Quantile(double p) => Array.FindIndex(_atMost, x => x >= p);
}
