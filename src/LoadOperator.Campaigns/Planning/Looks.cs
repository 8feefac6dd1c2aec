using System.Collections.Concurrent;
using LoadOperator.Model.Spec;
using LoadOperator.Statistics.Sequential;

namespace LoadOperator.Campaigns.Planning;

/// <summary>
/// After how many pairs a campaign is judged, fixed before it begins: once, or where it may extend itself up to four times. Each
/// look is held to the level that alpha spending leaves it (<see cref="AlphaSpending"/>), for Regression and NoRegression separately.
/// </summary>
public sealed class Looks
{
    private const int Most = 4;

    private readonly ConcurrentDictionary<double, IReadOnlyList<double>> _levels = new();

    private Looks(IReadOnlyList<int> pairs) => Pairs = pairs;

    /// <summary>The numbers of pairs, rising; the last is the most there will be.</summary>
    public IReadOnlyList<int> Pairs { get; }

    /// <summary>From <c>count</c> to <c>maxCount</c> in even steps, at most three after the first.</summary>
    public static Looks Of(Model.Spec.Rounds rounds)
    {
        var more = Math.Max(rounds.Count, rounds.MaxCount ?? rounds.Count) - rounds.Count;
        var steps = Math.Min(more, Most - 1);
        return new Looks([rounds.Count, .. Enumerable.Range(1, steps).Select(i => rounds.Count + (int)Math.Round((double)more * i / steps))]);
    }

    /// <summary>The look that a campaign with this many complete pairs is on its way to, or stands at.</summary>
    public int At(int completed) => Pairs.FirstOrDefault(n => n >= completed, Pairs[^1]);

    /// <summary>Whether this many pairs are a look that need not be the last.</summary>
    public bool IsInterim(int completed) => completed < Pairs[^1] && Pairs.Contains(completed);

    /// <summary>The analysis as it is applied after this many pairs: with the levels of the look.</summary>
    public Analysis Apply(Analysis analysis, int completed)
    {
        if (Pairs.Count == 1) return analysis;
        var look = Pairs.Count(n => n < At(completed));
        // Half of alpha is spent on either side of a two-sided test.
        return analysis with { Alpha = 2 * LevelsOf(analysis.Alpha / 2)[look], NonInferiorityAlpha = LevelsOf(analysis.NonInferiorityAlpha)[look] };
    }

    private IReadOnlyList<double> LevelsOf(double alpha) => _levels.GetOrAdd(alpha, a => AlphaSpending.NominalLevels(a, [.. Pairs.Select(n => (double)n / Pairs[^1])]));
}
