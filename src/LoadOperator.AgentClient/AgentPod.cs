using k8s.Models;

namespace LoadOperator.AgentClient;

/// <summary>What every pod with an agent is: it satisfies the restricted Pod Security Standard, has no rights in the cluster, and is left alone by meshes.</summary>
public static class AgentPod
{
    /// <summary>Where a pod has the keys by which it is spoken to.</summary>
    public const string TlsFolder = "/etc/load-agent/tls";

    private const long User = 65532;

    /// <summary>A sidecar would break both the QoS class and the measurement.</summary>
    private static readonly string[][] OutOfMesh = [["sidecar.istio.io/inject", "false"], ["kuma.io/sidecar-injection", "disabled"]];

    /// <param name="metadata">Gets labels and annotations of its own.</param>
    /// <param name="container">Gets what it may do.</param>
    public static V1Pod Of(V1ObjectMeta metadata, V1Container container, IList<V1Volume> volumes)
    {
        metadata.Labels ??= new Dictionary<string, string>();
        metadata.Annotations ??= new Dictionary<string, string>();
        metadata.Labels["app.kubernetes.io/name"] = "load-agent";
        metadata.Annotations["linkerd.io/inject"] = "disabled";
        foreach (var setting in OutOfMesh) metadata.Labels[setting[0]] = metadata.Annotations[setting[0]] = setting[1];
        container.SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new V1Capabilities { Drop = ["ALL"] } };
        return new V1Pod
        {
            Metadata = metadata,
            Spec = new V1PodSpec
            {
                // An agent that ends is replaced, never restarted: a restart in mid-round would go unseen.
                RestartPolicy = "Never",
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = 5,
                SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = User, RunAsGroup = User, FsGroup = User, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                Volumes = volumes,
                Containers = [container],
            },
        };
    }

    /// <summary>Where the keys are mounted.</summary>
    public static V1VolumeMount TlsMount(string volume) => new() { Name = volume, MountPath = TlsFolder, ReadOnlyProperty = true };
}
