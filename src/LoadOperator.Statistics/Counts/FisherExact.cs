using MathNet.Numerics;

namespace LoadOperator.Statistics.Counts;

/// <summary>Fisher's exact test of two proportions.</summary>
public static class FisherExact
{
    /// <summary>
    /// The two-sided p value: the probability, given the margins, of all tables that are no more likely than the one seen
    /// (the convention of R's <c>fisher.test</c>).
    /// </summary>
    public static double TwoSidedP(long hitsA, long trialsA, long hitsB, long trialsB)
    {
        if (hitsA < 0 || hitsB < 0 || hitsA > trialsA || hitsB > trialsB || trialsA <= 0 || trialsB <= 0) return double.NaN;
        long hits = hitsA + hitsB, trials = trialsA + trialsB;
        long from = Math.Max(0, hits - trialsB), to = Math.Min(hits, trialsA);
        if (from == to) return 1;
        var seen = LogProbability(hitsA);
        // Probabilities fall away from the mode on both sides: walk outwards until they no longer count.
        const double Tolerance = 1e-7;
        double sum = 0;
        var mode = Math.Clamp((long)((trialsA + 1.0) * (hits + 1) / (trials + 2)), from, to);
        for (var k = mode; k <= to; k++)
            if (Add(k)) break;
        for (var k = mode - 1; k >= from; k--)
            if (Add(k)) break;
        return Math.Min(1, sum);

        bool Add(long k)
        {
            var log = LogProbability(k);
            if (log <= seen + Tolerance) sum += Math.Exp(log);
            return log < seen - 40 && log < -750;
        }

        double LogProbability(long k) =>
            LogChoose(trialsA, k) + LogChoose(trialsB, hits - k) - LogChoose(trials, hits);
    }

    private static double LogChoose(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
