using k8s.Models;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The conditions of a status: <c>Passed</c> for gates, <c>Complete</c> to wait for, and <c>Ready</c>, <c>Reconciling</c> and <c>Stalled</c> for kstatus readers.</summary>
internal static class Conditions
{
    public static IReadOnlyList<V1Condition> Of(LoadCampaignStatus status, DateTimeOffset now)
    {
        var gate = Gate.Of(status);
        var ended = status.Phase is Phase.Completed or Phase.Failed;
        var reason = status.Reason is { Length: > 0 } given ? given : status.Phase.ToString();
        var message = status.Summary ?? $"the campaign is {status.Phase}";
        V1Condition Condition(string type, bool? isTrue) => new()
        {
            Type = type,
            Status = isTrue switch { true => "True", false => "False", null => "Unknown" },
            Reason = reason,
            Message = message,
            LastTransitionTime = now.UtcDateTime,
            ObservedGeneration = status.ObservedGeneration,
        };
        return
        [
            Condition("Accepted", true),
            Condition("Ready", gate == GateAnswer.Passed),
            Condition("Reconciling", !ended),
            Condition("Stalled", ended && gate != GateAnswer.Passed),
            Condition("Complete", ended),
            Condition("Passed", gate switch { GateAnswer.Passed => true, GateAnswer.Failed => false, _ => null }),
        ];
    }
}
