namespace LoadOperator.Statistics.Ranks;

/// <summary>The distribution of Wilcoxon's signed-rank statistic V for n differences that are symmetric around 0, without ties.</summary>
internal sealed class SignedRankDistribution
{
    private readonly double[] _atMost;

    public SignedRankDistribution(int n)
    {
        // Each rank k is in the sum with probability 1/2.
        var p = new double[n * (n + 1) / 2 + 1];
        p[0] = 1;
        for (var k = 1; k <= n; k++)
            for (var v = k * (k + 1) / 2; v >= 0; v--)
                p[v] = (p[v] + (v >= k ? p[v - k] : 0)) / 2;
        _atMost = p;
        for (var v = 1; v < p.Length; v++) _atMost[v] += _atMost[v - 1];
    }

    /// <summary>The smallest v with P(V ≤ v) ≥ p.</summary>
    public int Quantile(double p) => Array.FindIndex(_atMost, x => x >= p);
}
