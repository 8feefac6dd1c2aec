using k8s.Models;

namespace LoadOperator.Operator.Profiles;

/// <summary>The container of a target's pod that is to be profiled, as far as the pod shows it.</summary>
internal sealed record TargetContainer(V1Pod Pod, V1Container Container)
{
    private const string TemporaryFolder = "/tmp";
    private static readonly string[] Forbidding = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    public string Name => $"container {Container.Name} of pod {Pod.Metadata.Name}";

    /// <summary>What the kubelet has seen (Kubernetes 1.31), or what the pod asks for.</summary>
    public (long? User, long? Group) User => UserOf(Pod, Container);

    /// <summary>Its temporary folder, in which the runtime has its diagnostic port.</summary>
    public string Folder => Setting("TMPDIR")?.TrimEnd('/') is { Length: > 0 } given ? given : TemporaryFolder;

    public bool HasReadOnlyRoot => Container.SecurityContext?.ReadOnlyRootFilesystem is true;

    /// <summary>The setting that forbids traces, or null.</summary>
    public string? ForbiddingSetting => Container.Env?.FirstOrDefault(e => e.Value == "0" && Forbidding.Contains(e.Name))?.Name;

    /// <summary>The diagnostic ports that it was given beside the runtime's own.</summary>
    public IReadOnlyList<DiagnosticPortSetting> Ports => DiagnosticPortSetting.ParseAll(Setting("DOTNET_DiagnosticPorts") ?? "");

    /// <param name="port">The port that the pod serves.</param>
    /// <param name="name">The container that serves it, where the campaign names one.</param>
    /// <returns>Null where it is not known which.</returns>
    public static TargetContainer? Of(V1Pod pod, int port, string? name)
    {
        var found = name is not null ? pod.Spec.Containers.FirstOrDefault(c => c.Name == name)
            : pod.Spec.Containers.Where(c => !SidecarProfiler.Is(c)).ToList() is [var only] ? only
            : pod.Spec.Containers.FirstOrDefault(c => c.Ports?.Any(p => p.ContainerPort == port) is true);
        return found is null ? null : new TargetContainer(pod, found);
    }

    /// <inheritdoc cref="User"/>
    public static (long? User, long? Group) UserOf(V1Pod pod, V1Container container)
    {
        if (pod.Status.ContainerStatuses?.FirstOrDefault(s => s.Name == container.Name)?.User?.Linux is { } seen) return (seen.Uid, seen.Gid);
        return (container.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser, container.SecurityContext?.RunAsGroup ?? pod.Spec.SecurityContext?.RunAsGroup);
    }

    /// <summary>The innermost mount that holds a path, which is the one that counts; null where the path is on the root.</summary>
    public V1VolumeMount? MountOf(string path) =>
        Container.VolumeMounts?.Where(m => path == m.MountPath.TrimEnd('/') || path.StartsWith(m.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal)).MaxBy(m => m.MountPath.TrimEnd('/').Length);

    private string? Setting(string name) => Container.Env?.FirstOrDefault(e => e.Name == name)?.Value;
}
