using k8s.Models;
using LoadOperator.Operator.Profiles;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Pods of many shapes, and whether a profiler gets at their process.</summary>
public sealed class ProfilerAccessTests
{
    private const int Port = 8080;

    public static TheoryData<string, V1Pod, long, long?> Reachable { get; } = new()
    {
        { "user of the pod", Pod(podUser: 1000), 1000, null },
        { "user and group of the pod", Pod(podUser: 1000, podGroup: 2000), 1000, 2000 },
        { "the container's user comes first", Pod(podUser: 1000, change: c => c.SecurityContext = new V1SecurityContext { RunAsUser = 1001, RunAsGroup = 2001 }), 1001, 2001 },
        { "what the kubelet has seen comes before both", Seen(Pod(podUser: 1000), 1654, 1654), 1654, 1654 },
        { "the image's user, as the kubelet has seen it", Seen(Pod(), 1654, 1654), 1654, 1654 },
        { "read-only root with a volume at /tmp", Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp/" })), 1000, null },
        { "read-only root with a volume at TMPDIR", Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "scratch", MountPath = "/var" }, "/var/scratch")), 1000, null },
        { "diagnostics named, and not forbidden", Pod(1000, change: c => c.Env = [new V1EnvVar { Name = "DOTNET_EnableDiagnostics", Value = "1" }]), 1000, null },
        { "a debugger forbidden alone", Pod(1000, change: c => c.Env = [new V1EnvVar { Name = "DOTNET_EnableDiagnostics_Debugger", Value = "0" }]), 1000, null },
    };

    public static TheoryData<V1Pod, string> OutOfReach { get; } = new()
    {
        { Pod(), "set securityContext.runAsUser" },
        { Pod(podUser: 0), "runs as root" },
        { Pod(1000, change: c => ReadOnly(c)), "its diagnostic port is a socket in /tmp: mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp", ReadOnlyProperty = true })), "mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmpfs" })), "mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }, "/scratch")), "a socket in /scratch" },
        { Pod(1000, change: c => c.Env = [new V1EnvVar { Name = "DOTNET_EnableDiagnostics", Value = "0" }]), "is started with DOTNET_EnableDiagnostics=0" },
        { Pod(1000, change: c => c.Env = [new V1EnvVar { Name = "COMPlus_EnableDiagnostics", Value = "0" }]), "is started with COMPlus_EnableDiagnostics=0" },
        { With(Pod(1000), p => p.Spec.HostPID = true), "shares the processes of its node" },
        { With(Pod(1000), p => p.Status.Phase = "Succeeded"), "does not run" },
        { With(Pod(1000), p => p.Metadata.DeletionTimestamp = DateTime.UnixEpoch), "does not run" },
    };

    [Theory]
    [MemberData(nameof(Reachable))]
    public void Of_PodThatCanBeProfiled_IsItsContainerAndUser(string because, V1Pod pod, long user, long? group) =>
        Assert.True(ProfilerAccess.Of(pod, Port, null) == new ProfilerAccess.Ephemeral("orders", user, group), because);

    [Theory]
    [MemberData(nameof(OutOfReach))]
    public void Of_PodThatCannotBeProfiled_SaysWhatStandsInTheWay(V1Pod pod, string reason) => Assert.Contains(reason, Only(pod), StringComparison.Ordinal);

    [Fact]
    public void Of_SeveralThingsInTheWay_NamesThemAll()
    {
        var pod = Pod(change: c =>
        {
            ReadOnly(c);
            c.Env = [new V1EnvVar { Name = "DOTNET_EnableDiagnostics", Value = "0" }];
        });

        Assert.Equal(3, Assert.IsType<ProfilerAccess.Impossible>(ProfilerAccess.Of(pod, Port, null)).Reasons.Count);
    }

    [Fact]
    public void Of_SeveralContainers_TakesTheOneThatDeclaresThePort()
    {
        var pod = With(Pod(1000), p => p.Spec.Containers.Insert(0, new V1Container { Name = "proxy", Ports = [new V1ContainerPort { ContainerPort = 15001 }] }));
        pod.Spec.Containers[1].Ports = [new V1ContainerPort { ContainerPort = Port }];

        Assert.Equal("orders", Assert.IsType<ProfilerAccess.Ephemeral>(ProfilerAccess.Of(pod, Port, null)).Container);
        Assert.Equal("proxy", Assert.IsType<ProfilerAccess.Ephemeral>(ProfilerAccess.Of(pod, Port, "proxy")).Container);
    }

    [Fact]
    public void Of_SeveralContainersThatDeclareNothing_AsksForAName()
    {
        var pod = With(Pod(1000), p => p.Spec.Containers.Add(new V1Container { Name = "proxy" }));

        Assert.Contains("has containers orders, proxy, and none of them declares containerPort 8080: name one in spec.profiling.dotnetTrace.container", Only(pod), StringComparison.Ordinal);
        Assert.Equal("orders", Assert.IsType<ProfilerAccess.Ephemeral>(ProfilerAccess.Of(pod, Port, "orders")).Container);
    }

    [Fact]
    public void Of_ContainerThatIsNotThere_SaysWhichAre() =>
        Assert.Contains("has no container web, as spec.profiling.dotnetTrace.container says; it has orders", Only(Pod(1000), "web"), StringComparison.Ordinal);

    private static string Only(V1Pod pod, string? container = null) => Assert.Single(Assert.IsType<ProfilerAccess.Impossible>(ProfilerAccess.Of(pod, Port, container)).Reasons);

    private static V1Pod Pod(long? podUser = null, long? podGroup = null, Action<V1Container>? change = null)
    {
        var container = new V1Container { Name = "orders" };
        change?.Invoke(container);
        return new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "orders-1" },
            Spec = new V1PodSpec { SecurityContext = new V1PodSecurityContext { RunAsUser = podUser, RunAsGroup = podGroup }, Containers = [container] },
            Status = new V1PodStatus { Phase = "Running" },
        };
    }

    private static V1Pod Seen(V1Pod pod, long user, long group) =>
        With(pod, p => p.Status.ContainerStatuses = [new V1ContainerStatus { Name = "orders", User = new V1ContainerUser { Linux = new V1LinuxContainerUser { Uid = user, Gid = group } } }]);

    private static V1Pod With(V1Pod pod, Action<V1Pod> change)
    {
        change(pod);
        return pod;
    }

    private static void ReadOnly(V1Container container, V1VolumeMount? mount = null, string? temporary = null)
    {
        container.SecurityContext = new V1SecurityContext { ReadOnlyRootFilesystem = true };
        if (mount is not null) container.VolumeMounts = [mount];
        if (temporary is not null) container.Env = [new V1EnvVar { Name = "TMPDIR", Value = temporary }];
    }
}
