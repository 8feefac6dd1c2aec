using LoadOperator.Statistics;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What the means do not show: values apart from the rest, a side in two minds, a side much wider than the other.</summary>
internal static class Notes
{
    public static IReadOnlyList<string>? On(IReadOnlyList<double> control, IReadOnlyList<double> candidate)
    {
        var notes = new List<string>();
        if (Describe("control", Sample.Outliers(control)) is { } controlOutliers) notes.Add(controlOutliers);
        if (Describe("candidate", Sample.Outliers(candidate)) is { } candidateOutliers) notes.Add(candidateOutliers);
        if (Spread.IsBimodal(candidate) && !Spread.IsBimodal(control)) notes.Add("the candidate's rounds fall into two groups");
        if (Spread.IsMuchWider(candidate, control)) notes.Add("the candidate's rounds vary much more than the control's");
        return notes.Count == 0 ? null : notes;
    }

    private static string? Describe(string side, IReadOnlyList<int> outliers) =>
        outliers.Count == 0 ? null : $"{side}: round {string.Join(", ", outliers.Select(i => i + 1))} lies outside 1.5 interquartile ranges; kept";
}
