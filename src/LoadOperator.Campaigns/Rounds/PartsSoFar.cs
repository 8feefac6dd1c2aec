using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>How long each part of requests' time took on each side, over the rounds that were valid; kept up round by round, as the worst health of the generators is.</summary>
internal static class PartsSoFar
{
    /// <param name="soFar">One per side and part that there was.</param>
    /// <param name="side">Whose round it was.</param>
    /// <param name="round">The parts of one more round.</param>
    public static IReadOnlyList<LatencyPartStatus> With(this IReadOnlyList<LatencyPartStatus> soFar, Side side, IReadOnlyList<LatencyPartTimes> round)
    {
        var known = soFar.ToDictionary(p => (p.Side, p.Part));
        foreach (var times in round)
        {
            var before = known.GetValueOrDefault((side, times.Part)) ?? new LatencyPartStatus { Side = side, Part = times.Part, Rounds = 0, P50Ms = 1, P95Ms = 1, P99Ms = 1 };
            known[(side, times.Part)] = before with
            {
                Rounds = before.Rounds + 1,
                P50Ms = Mean(before.P50Ms, before.Rounds, times.P50Ms),
                P95Ms = Mean(before.P95Ms, before.Rounds, times.P95Ms),
                P99Ms = Mean(before.P99Ms, before.Rounds, times.P99Ms),
            };
        }

        return [.. known.Values.OrderBy(p => p.Side).ThenBy(p => p.Part)];
    }

    /// <summary>The geometric mean of so many values and one more.</summary>
    private static double Mean(double mean, int count, double value) => Math.Exp((count * Math.Log(mean) + Math.Log(value)) / (count + 1));
}
