using k8s.Models;

namespace LoadOperator.AgentClient.Storage;

/// <summary>A pod that mounts a volume claim, and keeps files there or reads them. It satisfies the Pod Security Standard as far as its volume does.</summary>
public static class StorePod
{
    public const string Container = "store";
    public const int Port = 8443;
    private const string Folder = "/var/lib/load-agent";

    /// <param name="keys">With these it is written to from elsewhere; without, it is read from on its own loopback, to which a port is forwarded.</param>
    /// <param name="idle">It ends when nobody has asked for this long.</param>
    public static V1Pod Of(V1ObjectMeta metadata, string image, string? pullPolicy, string claim, V1SecretVolumeSource? keys, TimeSpan idle)
    {
        bool? isReadOnly = keys is null ? true : null;
        var container = new V1Container
        {
            Name = Container,
            Image = image,
            ImagePullPolicy = pullPolicy,
            Command = ["/app/load-agent", "store"],
            Args = ["--listen", keys is null ? $"127.0.0.1:{Port}" : $"[::]:{Port}", "--folder", Folder, "--idle", idle.ToString("c"), .. keys is null ? Array.Empty<string>() : ["--tls-folder", AgentPod.TlsFolder]],
            Ports = keys is null ? null : [new V1ContainerPort { Name = "files", ContainerPort = Port, Protocol = "TCP" }],
            Resources = new V1ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("50m"), ["memory"] = new("96Mi") },
                Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("500m"), ["memory"] = new("192Mi") },
            },
            VolumeMounts = [new V1VolumeMount { Name = "files", MountPath = Folder, ReadOnlyProperty = isReadOnly }, .. keys is null ? Array.Empty<V1VolumeMount>() : [AgentPod.TlsMount("tls")]],
            TerminationMessagePolicy = "FallbackToLogsOnError",
        };
        V1Volume files = new() { Name = "files", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim, ReadOnlyProperty = isReadOnly } };
        var pod = AgentPod.Of(metadata, container, [files, .. keys is null ? Array.Empty<V1Volume>() : [new V1Volume { Name = "tls", Secret = keys }]]);
        // A volume of many files takes long.
        pod.Spec.SecurityContext.FsGroupChangePolicy = "OnRootMismatch";
        return pod;
    }
}
