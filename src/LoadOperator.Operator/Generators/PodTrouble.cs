using k8s.Models;

namespace LoadOperator.Operator.Generators;

/// <summary>What keeps a pod of ours from running, in the cluster's own words.</summary>
/// <param name="Reason">For instance <c>ImagePullBackOff</c>, <c>Unschedulable</c>, <c>OOMKilled</c>, <c>Evicted</c>, <c>EvictionByEvictionAPI</c> (a drain).</param>
/// <param name="Message">A sentence that names the pod.</param>
/// <param name="IsFinal">Whether waiting is of no use.</param>
internal sealed record PodTrouble(string Reason, string Message, bool IsFinal)
{
    private static readonly string[] Harmless = ["ContainerCreating", "PodInitializing"];
    private static readonly string[] Hopeless = ["ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError"];

    /// <summary>Null where nothing is wrong (yet).</summary>
    /// <param name="role">What the pod is, and its container is called.</param>
    public static PodTrouble? Of(V1Pod pod, string role = GeneratorPod.Container)
    {
        var name = $"{role} pod {pod.Metadata.Name}";
        // Where the kubelet ended the pod itself, its container says no more than that it was killed.
        if (pod.Status is { Phase: "Failed", Reason: { Length: > 0 } cause })
            return new PodTrouble(cause, $"{name} ended: {cause}{Tail(pod.Status.Message)}", true);
        var container = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == role);
        if (container?.State?.Terminated is { } ended)
            return new PodTrouble(ended.Reason ?? "Ended", $"{name} ended: {ended.Reason ?? "no reason given"}, exit code {ended.ExitCode}{Tail(ended.Message)}", true);
        if (pod.Status?.Phase is "Failed" or "Succeeded")
            return new PodTrouble("Ended", $"{name} ended: {pod.Status.Phase}{Tail(pod.Status.Message)}", true);
        if (pod.Metadata.DeletionTimestamp is not null)
            return Condition(pod, "DisruptionTarget", "True") is { Reason: { } disruption } why
                ? new PodTrouble(disruption, $"{name} is being deleted: {disruption}{Tail(why.Message)}", true)
                : new PodTrouble("Deleted", $"{name} is being deleted", true);
        if (container?.State?.Waiting is { Reason: { } reason } waiting && !Harmless.Contains(reason))
            return new PodTrouble(reason, $"{name}: {reason}{Tail(waiting.Message)}", Hopeless.Contains(reason));
        if (Condition(pod, "PodScheduled", "False") is { } unscheduled)
            return new PodTrouble(unscheduled.Reason ?? "Unschedulable", $"{name} cannot be scheduled{Tail(unscheduled.Message)}", false);
        return null;
    }

    public static bool IsReady(V1Pod pod, string role = GeneratorPod.Container) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status is { Phase: "Running", PodIP.Length: > 0 }
        && pod.Status.ContainerStatuses?.FirstOrDefault(c => c.Name == role) is { Ready: true };

    private static V1PodCondition? Condition(V1Pod pod, string type, string status) => pod.Status?.Conditions?.FirstOrDefault(c => c.Type == type && c.Status == status);

    private static string Tail(string? message) => string.IsNullOrWhiteSpace(message) ? "" : $": {message.Trim()}";
}
