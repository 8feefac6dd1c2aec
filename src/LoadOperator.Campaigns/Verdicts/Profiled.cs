using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The condition of that name: whether the profiles that a campaign asks for are there. It says nothing of the verdict.</summary>
internal static class Profiled
{
    private const string Type = "Profiled";

    /// <param name="attribution">Null where none was to be taken (yet).</param>
    public static IEnumerable<FurtherCondition> Of(AttributionStatus? attribution)
    {
        if (attribution is null) return [];
        var taken = $"{attribution.ControlProfiles} profiles of the control, {attribution.CandidateProfiles} of the candidate";
        return [attribution.Missing is { } missing ? new FurtherCondition(Type, false, "ProfilesMissing", $"{taken}: {missing}") : new FurtherCondition(Type, true, "ProfilesTaken", taken)];
    }
}
