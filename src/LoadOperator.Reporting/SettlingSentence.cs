using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>What is to be said of rounds whose latency went on rising or falling.</summary>
internal static class SettlingSentence
{
    public static string Of(SettlingStatus settling)
    {
        var candidate = $"candidate {Rounds(settling.Candidate, settling)}";
        return settling.Control is { } control ? $"control {Rounds(control, settling)}, {candidate}; Fisher's exact p = {Figures.PValue(settling.PValue)}" : candidate;
    }

    /// <summary>Nothing where every round settled.</summary>
    public static IEnumerable<string> ToExplain(SettlingStatus? settling)
    {
        if (settling is null || (settling.Candidate.Count == 0 && settling.Control is not { Count: > 0 })) yield break;
        yield return $"Rounds whose latency went on rising or falling to their end, and are counted all the same: {Of(settling)}."
            + (settling.MoreOften is { } side ? $" The {(side == Side.Candidate ? "candidate" : "control")} does so more often than chance would have it: its figures depend on how long a round is." : "");
    }

    private static string Rounds(IReadOnlyList<int> unsettled, SettlingStatus settling) =>
        $"{unsettled.Count} of {settling.Judged}{(unsettled.Count > 0 ? $" (round {string.Join(", ", unsettled)})" : "")}";
}
