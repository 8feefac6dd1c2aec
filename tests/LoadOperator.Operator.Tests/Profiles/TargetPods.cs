using k8s.Models;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Pods of targets, of many shapes.</summary>
internal static class TargetPods
{
    public const int Port = 8080;

    public static V1Pod Pod(long? user = null, long? group = null, Action<V1Container>? change = null)
    {
        var container = new V1Container { Name = "orders" };
        change?.Invoke(container);
        return new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "orders-1", NamespaceProperty = "shop", Uid = "0f6a1b2c-orders-1" },
            Spec = new V1PodSpec { SecurityContext = new V1PodSecurityContext { RunAsUser = user, RunAsGroup = group }, Containers = [container] },
            Status = new V1PodStatus { Phase = "Running", ContainerStatuses = [] },
        };
    }

    public static V1Pod With(this V1Pod pod, Action<V1Pod> change)
    {
        change(pod);
        return pod;
    }

    /// <summary>As the kubelet says since Kubernetes 1.31.</summary>
    public static V1Pod Seen(this V1Pod pod, long user, long group) =>
        pod.With(p => p.Status.ContainerStatuses.Add(new V1ContainerStatus { Name = "orders", User = new V1ContainerUser { Linux = new V1LinuxContainerUser { Uid = user, Gid = group } } }));

    /// <summary>With an emptyDir, mounted in the target.</summary>
    public static V1Pod Sharing(this V1Pod pod, string path, Action<V1VolumeMount>? change = null, Action<V1Volume>? volume = null) => pod.With(p =>
    {
        var mount = new V1VolumeMount { Name = "shared", MountPath = path };
        change?.Invoke(mount);
        p.Spec.Containers[0].VolumeMounts = [.. p.Spec.Containers[0].VolumeMounts ?? [], mount];
        var kept = new V1Volume { Name = "shared", EmptyDir = new V1EmptyDirVolumeSource() };
        volume?.Invoke(kept);
        p.Spec.Volumes = [kept];
    });

    /// <summary>With a container that serves profiles, and runs.</summary>
    public static V1Pod WithSidecar(this V1Pod pod, bool sharesProcesses = true, Action<V1Container>? change = null, V1ContainerState? state = null) => pod.With(p =>
    {
        var sidecar = new V1Container { Name = "profiler", Ports = [new V1ContainerPort { Name = "load-profiler", ContainerPort = 28443 }] };
        change?.Invoke(sidecar);
        p.Spec.ShareProcessNamespace = sharesProcesses;
        p.Spec.Containers.Add(sidecar);
        p.Status.ContainerStatuses = [.. p.Status.ContainerStatuses ?? [], new V1ContainerStatus { Name = "profiler", State = state ?? new V1ContainerState { Running = new V1ContainerStateRunning() } }];
    });

    public static void ReadOnly(V1Container container, V1VolumeMount? mount = null, string? temporary = null)
    {
        container.SecurityContext = new V1SecurityContext { ReadOnlyRootFilesystem = true };
        if (mount is not null) container.VolumeMounts = [mount];
        if (temporary is not null) Set(container, "TMPDIR", temporary);
    }

    public static void Set(V1Container container, string name, string value) => container.Env = [.. container.Env ?? [], new V1EnvVar { Name = name, Value = value }];
}
