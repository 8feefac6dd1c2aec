using k8s.Models;

namespace LoadOperator.Operator.Profiles;

/// <summary>Where a profiler in a target's pod stands.</summary>
internal abstract record ProfilerState
{
    public sealed record Missing : ProfilerState;

    /// <param name="Message">What keeps it from starting, in the cluster's words; null where nothing is known.</param>
    public sealed record Starting(string? Message) : ProfilerState;

    public sealed record Running : ProfilerState;

    /// <summary>It is not started again.</summary>
    public sealed record Ended(string Message) : ProfilerState;

    /// <param name="name">The container; null where there is none.</param>
    public static ProfilerState Of(V1Pod pod, string? name)
    {
        if (name is null || pod.Spec.EphemeralContainers?.Any(c => c.Name == name) is not true) return new Missing();
        return pod.Status?.EphemeralContainerStatuses?.FirstOrDefault(s => s.Name == name)?.State switch
        {
            { Running: not null } => new Running(),
            { Terminated: { } ended } => new Ended($"{ended.Reason ?? "no reason given"}, exit code {ended.ExitCode}{Tail(ended.Message)}"),
            { Waiting: { Reason: { } reason } waiting } => new Starting($"{reason}{Tail(waiting.Message)}"),
            _ => new Starting(null),
        };
    }

    private static string Tail(string? message) => string.IsNullOrWhiteSpace(message) ? "" : $": {message.Trim()}";
}
