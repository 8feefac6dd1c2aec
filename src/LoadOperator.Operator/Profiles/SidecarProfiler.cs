using k8s.Models;

namespace LoadOperator.Operator.Profiles;

/// <summary>A profiler that a target's pod was made with: a container that declares a port of a certain name.</summary>
internal static class SidecarProfiler
{
    /// <summary>Says of a container that it serves profiles there.</summary>
    public const string PortName = "load-profiler";

    /// <summary>The option by which a profiler is told the folder of a diagnostic port.</summary>
    public const string PortFolderOption = "--diagnostic-port-folder";

    /// <summary>The option by which it is told a diagnostic port that the target connects to.</summary>
    public const string PortOption = "--diagnostic-port";

    /// <summary>Whether a container is one.</summary>
    public static bool Is(V1Container container) => PortOf(container) is not null;

    /// <summary>The pod's; null where it has none. It may be among the containers, or be an init container that goes on.</summary>
    public static V1Container? Of(V1Pod pod) => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).FirstOrDefault(Is);

    /// <summary>Where it serves profiles.</summary>
    public static int? PortOf(V1Container container) => container.Ports?.FirstOrDefault(p => p.Name == PortName)?.ContainerPort;

    /// <summary>Whether it sees no processes, and is told a diagnostic port instead.</summary>
    public static bool UsesPort(V1Container container) => (container.Command ?? []).Concat(container.Args ?? []).Any(a => a.StartsWith(PortOption, StringComparison.Ordinal));

    /// <summary>Its state in words where it does not run, or null.</summary>
    public static string? Trouble(V1Pod pod, V1Container container)
    {
        var status = (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []).FirstOrDefault(s => s.Name == container.Name);
        return status?.State switch
        {
            { Running: not null } => null,
            { Waiting: { Reason: { } reason } waiting } => string.IsNullOrWhiteSpace(waiting.Message) ? reason : $"{reason}: {waiting.Message.Trim()}",
            { Terminated: { } ended } => $"it has ended with exit code {ended.ExitCode}",
            _ => "it has not started",
        };
    }
}
