using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What a promotion gate may do. It fails closed: only a shown pass is one.</summary>
public enum GateAnswer
{
    Passed,
    Failed,
    Unknown,
}

/// <summary>The gate's answer to a verdict and its objectives.</summary>
public static class Gate
{
    public static GateAnswer Of(LoadCampaignStatus status)
    {
        var objectives = status.Objectives ?? [];
        if (status.Phase == Phase.Failed) return GateAnswer.Failed;
        if (status.Phase != Phase.Completed) return GateAnswer.Unknown;
        if (status.Verdict is not (Verdict.NoRegression or Verdict.Improvement or Verdict.Inconclusive or Verdict.NotCompared)) return GateAnswer.Failed;
        if (objectives.Any(o => o.State == ObjectiveState.Missed)) return GateAnswer.Failed;
        if (status.Verdict == Verdict.Inconclusive || objectives.Any(o => o.State != ObjectiveState.Met)) return GateAnswer.Unknown;
        return status.Verdict == Verdict.NotCompared && objectives.Count == 0 ? GateAnswer.Unknown : GateAnswer.Passed;
    }
}
