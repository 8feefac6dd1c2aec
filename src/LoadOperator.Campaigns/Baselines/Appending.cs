using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What <c>onPassed.appendTo</c> comes to, for a campaign that has ended.</summary>
/// <param name="Revision">The revision that the candidate has become; null where it has become none.</param>
/// <param name="Reason">In one word for programs.</param>
/// <param name="Message">In a sentence.</param>
public sealed record Appending(AppendedRevision? Revision, string Reason, string Message)
{
    public const string ConditionType = "Appended";

    private const string Done = "Appended";
    private const string UnderWay = "Appending";

    /// <summary>Whether the candidate becomes a revision as soon as the baseline is looked at.</summary>
    public bool IsUnderWay => Reason == UnderWay;

    /// <summary>The condition of the campaign that says so.</summary>
    public FurtherCondition Condition => new(ConditionType, Revision is not null ? true : IsUnderWay ? null : false, Reason, Message);

    /// <summary>The baseline that the campaign wants to be appended to; null where it wants none.</summary>
    public static string? TargetOf(LoadCampaign campaign) => campaign.Spec.OnPassed?.AppendTo.Baseline;

    /// <summary>Whether campaigns are appended to the baseline at all.</summary>
    public static bool IsTakenBy(Baseline baseline) => baseline.Spec.Samples.Count == 0;

    /// <summary>Whether the campaign passed and is to become a revision of the baseline, as far as its status tells.</summary>
    public static bool IsDue(LoadCampaign campaign, Baseline baseline) =>
        TargetOf(campaign) == baseline.Metadata.Name && campaign is { Metadata.DeletionTimestamp: null, Status: { Appended: null } status } && status.IsOf(campaign)
        && Gate.Of(status) == GateAnswer.Passed && BaselineCapture.Refusal(campaign) is null;

    /// <param name="campaign">A campaign that has ended.</param>
    /// <param name="baseline">The baseline that it names; null where there is none.</param>
    public static Appending Of(LoadCampaign campaign, Baseline? baseline)
    {
        var (name, status) = (TargetOf(campaign)!, campaign.Status!);
        if (status.Appended is { } before) return Revision(before);
        if (Gate.Of(status) != GateAnswer.Passed) return No("NotPassed", "the campaign did not pass, so its candidate is appended to nothing");
        if (BaselineCapture.Refusal(campaign) is { } refusal) return No("CannotBeTaken", refusal);
        if (baseline is null) return No("BaselineNotFound", $"spec.onPassed.appendTo.baseline: '{name}': there is no such baseline in this namespace; once there is (spec: {{}} is enough) the candidate is appended to it");
        if (baseline.Metadata.DeletionTimestamp is not null) return No("BaselineNotFound", $"baseline {name} is being deleted");
        if (baseline.Status?.Revisions.FirstOrDefault(r => r.Campaign == campaign.Metadata.Name && r.StartTime == status.StartTime) is { } entry)
            return Revision(new AppendedRevision { Baseline = name, Revision = entry.Revision });
        if (!IsTakenBy(baseline)) return No("HeldInSpec", $"baseline {name} holds its measurements in spec.samples, and nothing is appended to those: loadctl baseline append adds to its file");
        return BaselineProblem.ThatStopsIntake(baseline.Status) is { } problem
            ? No("BaselineNotReady", $"baseline {name}: {problem}")
            : No(UnderWay, $"the candidate is being appended to baseline {name}");

        static Appending Revision(AppendedRevision revision) => new(revision, Done, $"the candidate is revision {revision.Revision} of baseline {revision.Baseline}");

        static Appending No(string reason, string message) => new(null, reason, message);
    }
}
