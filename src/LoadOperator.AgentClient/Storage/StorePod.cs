using k8s.Models;

namespace LoadOperator.AgentClient.Storage;

/// <summary>A pod that mounts a volume claim, and keeps files there or reads them. It satisfies the restricted Pod Security Standard, as far as the volume's own does.</summary>
public static class StorePod
{
    public const string Container = "store";
    public const int Port = 8443;
    private const long User = 65532;
    private const string TlsFolder = "/etc/load-agent/tls";
    private const string Folder = "/var/lib/load-agent";

    /// <param name="keys">With these it is written to from elsewhere; without, it is read from on its own loopback, to which a port is forwarded.</param>
    /// <param name="idle">It ends when nobody has asked for this long.</param>
    public static V1Pod Of(V1ObjectMeta metadata, string image, string? pullPolicy, string claim, V1SecretVolumeSource? keys, TimeSpan idle)
    {
        metadata.Labels ??= new Dictionary<string, string>();
        metadata.Labels["app.kubernetes.io/name"] = "load-agent";
        metadata.Labels["sidecar.istio.io/inject"] = "false";
        metadata.Annotations = new Dictionary<string, string> { ["linkerd.io/inject"] = "disabled" };
        return new V1Pod
        {
            Metadata = metadata,
            Spec = new V1PodSpec
            {
                RestartPolicy = "Never",
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = 5,
                SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = User, RunAsGroup = User, FsGroup = User, FsGroupChangePolicy = "OnRootMismatch", SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                Volumes =
                [
                    new V1Volume { Name = "files", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim, ReadOnlyProperty = keys is null ? true : null } },
                    .. keys is null ? Array.Empty<V1Volume>() : [new V1Volume { Name = "tls", Secret = keys }],
                ],
                Containers =
                [
                    new V1Container
                    {
                        Name = Container,
                        Image = image,
                        ImagePullPolicy = pullPolicy,
                        Command = ["/app/load-agent", "store"],
                        Args = ["--listen", keys is null ? $"127.0.0.1:{Port}" : $"[::]:{Port}", "--folder", Folder, "--idle", idle.ToString("c"), .. keys is null ? Array.Empty<string>() : ["--tls-folder", TlsFolder]],
                        Ports = keys is null ? null : [new V1ContainerPort { Name = "files", ContainerPort = Port, Protocol = "TCP" }],
                        Resources = new V1ResourceRequirements
                        {
                            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("50m"), ["memory"] = new("96Mi") },
                            Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("500m"), ["memory"] = new("192Mi") },
                        },
                        SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new V1Capabilities { Drop = ["ALL"] } },
                        VolumeMounts =
                        [
                            new V1VolumeMount { Name = "files", MountPath = Folder, ReadOnlyProperty = keys is null ? true : null },
                            .. keys is null ? Array.Empty<V1VolumeMount>() : [new V1VolumeMount { Name = "tls", MountPath = TlsFolder, ReadOnlyProperty = true }],
                        ],
                        TerminationMessagePolicy = "FallbackToLogsOnError",
                    },
                ],
            },
        };
    }
}
