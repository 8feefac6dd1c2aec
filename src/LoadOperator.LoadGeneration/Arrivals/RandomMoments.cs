using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>
/// The moments of a Poisson process of which it is known how many there are: independent and equally likely everywhere, so the number of arrivals, and with it
/// the number of requests of a round, stays that of the plan.
/// </summary>
internal static class RandomMoments
{
    /// <param name="count">How many, of all generators together.</param>
    /// <param name="toNanoseconds">The offset of a moment in [0, 1).</param>
    public static IEnumerable<Arrival> Of(long count, ulong seed, Share share, Func<double, double> toNanoseconds)
    {
        // In order, without keeping or sorting them: of m moments in what is left, the first leaves the share U^(1/m) of it.
        var random = new SeededRandom(seed);
        var left = 1.0;
        for (long k = 0; k < count; k++)
        {
            left *= Math.Pow(1 - random.NextDouble(), 1.0 / (count - k));
            // Every generator draws all of them, and keeps its own.
            if (k % share.Of == share.Index) yield return new Arrival(k, (long)toNanoseconds(1 - left));
        }
    }
}
