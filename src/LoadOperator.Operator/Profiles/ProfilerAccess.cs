using k8s.Models;

namespace LoadOperator.Operator.Profiles;

/// <summary>How a profiler gets at the process of a target's pod, or why it cannot.</summary>
internal abstract record ProfilerAccess
{
    private const string TemporaryFolder = "/tmp";
    private static readonly string[] Forbidding = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    /// <summary>By an ephemeral container that shares the processes of the target's container and is the same user, who alone may look into them.</summary>
    /// <param name="Group">The target's group; null where only its image says it.</param>
    public sealed record Ephemeral(string Container, long User, long? Group) : ProfilerAccess;

    /// <summary>Not at all.</summary>
    /// <param name="Reasons">Sentences that name what stands in the way, and what would help.</param>
    public sealed record Impossible(IReadOnlyList<string> Reasons) : ProfilerAccess;

    /// <param name="pod">The target's pod, as it runs.</param>
    /// <param name="port">The port that it serves.</param>
    /// <param name="container">The container that serves it, where the campaign names one.</param>
    public static ProfilerAccess Of(V1Pod pod, int port, string? container)
    {
        if (pod.Status?.Phase != "Running" || pod.Metadata.DeletionTimestamp is not null) return new Impossible([$"pod {pod.Metadata.Name} does not run (any more)"]);
        if (ServingOf(pod, port, container) is not { } target)
        {
            var names = string.Join(", ", pod.Spec.Containers.Select(c => c.Name));
            return new Impossible([container is null
                ? $"pod {pod.Metadata.Name} has containers {names}, and none of them declares containerPort {port}: name one in spec.profiling.dotnetTrace.container"
                : $"pod {pod.Metadata.Name} has no container {container}, as spec.profiling.dotnetTrace.container says; it has {names}"]);
        }

        var (user, group) = UserOf(pod, target);
        var reasons = ObjectionsTo(pod, target, user).ToList();
        return reasons.Count == 0 ? new Ephemeral(target.Name, user!.Value, group) : new Impossible(reasons);
    }

    private static V1Container? ServingOf(V1Pod pod, int port, string? container)
    {
        if (container is not null) return pod.Spec.Containers.FirstOrDefault(c => c.Name == container);
        return pod.Spec.Containers is [var only] ? only : pod.Spec.Containers.FirstOrDefault(c => c.Ports?.Any(p => p.ContainerPort == port) is true);
    }

    /// <summary>What the kubelet has seen (Kubernetes 1.31), or what the pod asks for.</summary>
    private static (long? User, long? Group) UserOf(V1Pod pod, V1Container container)
    {
        if (pod.Status.ContainerStatuses?.FirstOrDefault(s => s.Name == container.Name)?.User?.Linux is { } seen) return (seen.Uid, seen.Gid);
        return (container.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser, container.SecurityContext?.RunAsGroup ?? pod.Spec.SecurityContext?.RunAsGroup);
    }

    private static IEnumerable<string> ObjectionsTo(V1Pod pod, V1Container container, long? user)
    {
        var name = $"container {container.Name} of pod {pod.Metadata.Name}";
        if (user is null) yield return $"it is not known which user {name} runs as, for its image says so alone: set securityContext.runAsUser";
        if (user == 0) yield return $"{name} runs as root, and a restricted container cannot look into it: set securityContext.runAsUser to another user";
        if (container.Env?.FirstOrDefault(e => e.Value == "0" && Forbidding.Contains(e.Name)) is { } setting) yield return $"{name} is started with {setting.Name}=0, which forbids traces: start it without";
        if (container.SecurityContext?.ReadOnlyRootFilesystem is true && !MayWrite(container)) yield return $"the root of {name} is read-only, and its diagnostic port is a socket in {FolderOf(container)}: mount an emptyDir there";
        if (pod.Spec.HostPID is true) yield return $"pod {pod.Metadata.Name} shares the processes of its node, and none of those is looked at";
    }

    private static bool MayWrite(V1Container container)
    {
        var folder = FolderOf(container);
        // The innermost mount is the one that holds the folder.
        var mount = container.VolumeMounts?.Where(m => folder == m.MountPath.TrimEnd('/') || folder.StartsWith(m.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal)).MaxBy(m => m.MountPath.TrimEnd('/').Length);
        return mount is { ReadOnlyProperty: not true };
    }

    private static string FolderOf(V1Container container) => container.Env?.FirstOrDefault(e => e.Name == "TMPDIR")?.Value?.TrimEnd('/') is { Length: > 0 } given ? given : TemporaryFolder;
}
