using k8s.Models;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The conditions of a status: <c>Passed</c> for gates, <c>Complete</c> to wait for, and <c>Ready</c>, <c>Reconciling</c> and <c>Stalled</c> for kstatus readers.</summary>
internal static class Conditions
{
    public const string AcceptedType = "Accepted";

    /// <param name="status">The status without its conditions.</param>
    /// <param name="accepted">Whether the spec can be carried out.</param>
    /// <param name="further">Conditions that do not follow from the status itself.</param>
    /// <param name="previous">The conditions so far: one that does not change keeps the time of its last transition.</param>
    public static IReadOnlyList<V1Condition> Of(LoadCampaignStatus status, bool accepted, DateTimeOffset now, IReadOnlyList<FurtherCondition> further, IReadOnlyList<V1Condition>? previous)
    {
        var gate = Gate.Of(status);
        var ended = status.Phase is Phase.Completed or Phase.Failed;
        var reason = status.Reason is { Length: > 0 } given ? given : status.Phase.ToString();
        var message = status.Summary is { Length: > 0 } summary ? summary : $"the campaign is {status.Phase}";
        V1Condition Condition(string type, bool? isTrue, (string Reason, string Message)? because = null)
        {
            var value = isTrue switch { true => "True", false => "False", null => "Unknown" };
            var before = previous?.FirstOrDefault(c => c.Type == type && c.Status == value);
            return new V1Condition
            {
                Type = type,
                Status = value,
                Reason = because?.Reason ?? reason,
                Message = because?.Message ?? message,
                // To the second, as the API keeps it: what is read back must equal what was written.
                LastTransitionTime = before?.LastTransitionTime ?? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).UtcDateTime,
                ObservedGeneration = status.ObservedGeneration,
            };
        }

        return
        [
            Condition(AcceptedType, accepted, accepted ? ("SpecValid", "the spec can be carried out") : null),
            Condition("Ready", gate == GateAnswer.Passed),
            Condition("Reconciling", !ended && status.Phase != Phase.Suspended),
            Condition("Stalled", ended && gate != GateAnswer.Passed),
            Condition("Complete", ended),
            Condition("Passed", gate switch { GateAnswer.Passed => true, GateAnswer.Failed => false, _ => null }),
            .. Profiled.Of(status.Attribution).Concat(ArtifactsKept.Of(status.Artifacts)).Concat(further).Select(f => Condition(f.Type, f.IsTrue, (f.Reason, f.Message))),
        ];
    }
}
