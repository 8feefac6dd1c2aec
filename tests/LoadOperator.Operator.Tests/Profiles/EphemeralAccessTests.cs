using k8s.Models;
using LoadOperator.Model.Spec;
using LoadOperator.Operator.Profiles;
using static LoadOperator.Operator.Tests.Profiles.TargetPods;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Whether a container that is added to a pod gets at its process, and as whom.</summary>
public sealed class EphemeralAccessTests
{
    public static TheoryData<string, V1Pod, long, long?> Reachable { get; } = new()
    {
        { "user of the pod", Pod(1000), 1000, null },
        { "user and group of the pod", Pod(1000, 2000), 1000, 2000 },
        { "the container's user comes first", Pod(1000, change: c => c.SecurityContext = new V1SecurityContext { RunAsUser = 1001, RunAsGroup = 2001 }), 1001, 2001 },
        { "what the kubelet has seen comes before both", Pod(1000).Seen(1654, 1654), 1654, 1654 },
        { "the image's user, as the kubelet has seen it", Pod().Seen(1654, 1654), 1654, 1654 },
        { "read-only root with a volume at /tmp", Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp/" })), 1000, null },
        { "read-only root with a volume at TMPDIR", Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "scratch", MountPath = "/var" }, "/var/scratch")), 1000, null },
        { "diagnostics named, and not forbidden", Pod(1000, change: c => Set(c, "DOTNET_EnableDiagnostics", "1")), 1000, null },
        { "a debugger forbidden alone", Pod(1000, change: c => Set(c, "DOTNET_EnableDiagnostics_Debugger", "0")), 1000, null },
    };

    public static TheoryData<V1Pod, string> OutOfReach { get; } = new()
    {
        { Pod(), "set securityContext.runAsUser" },
        { Pod(0), "runs as root" },
        { Pod(1000, change: c => ReadOnly(c)), "its diagnostic port is a socket in /tmp: mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp", ReadOnlyProperty = true })), "mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmpfs" })), "mount an emptyDir there" },
        { Pod(1000, change: c => ReadOnly(c, new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }, "/scratch")), "a socket in /scratch" },
        { Pod(1000, change: c => Set(c, "DOTNET_EnableDiagnostics", "0")), "is started with DOTNET_EnableDiagnostics=0" },
        { Pod(1000, change: c => Set(c, "COMPlus_EnableDiagnostics", "0")), "is started with COMPlus_EnableDiagnostics=0" },
        { Pod(1000).With(p => p.Spec.HostPID = true), "shares the processes of its node" },
        { Pod(1000).With(p => p.Metadata.DeletionTimestamp = DateTime.UnixEpoch), "does not run" },
    };

    [Theory]
    [MemberData(nameof(Reachable))]
    public void Of_PodThatCanBeProfiled_IsItsContainerAndUser(string because, V1Pod pod, long user, long? group) =>
        Assert.True(Choose(pod).Access == new ProfilerAccess.Ephemeral("orders", user, group), because);

    [Theory]
    [MemberData(nameof(OutOfReach))]
    public void Of_PodThatCannotBeProfiled_SaysWhatStandsInTheWay(V1Pod pod, string reason) => Assert.Contains(reason, Only(pod), StringComparison.Ordinal);

    [Fact]
    public void Of_SeveralThingsInTheWay_NamesThemAll()
    {
        var pod = Pod(change: c =>
        {
            ReadOnly(c);
            Set(c, "DOTNET_EnableDiagnostics", "0");
        });

        Assert.Equal(3, Choose(pod).Refused.Single().Reasons.Count);
    }

    [Fact]
    public void Of_SeveralContainers_TakesTheOneThatDeclaresThePort()
    {
        var pod = Pod(1000).With(p => p.Spec.Containers.Insert(0, new V1Container { Name = "proxy", Ports = [new V1ContainerPort { ContainerPort = 15001 }] }));
        pod.Spec.Containers[1].Ports = [new V1ContainerPort { ContainerPort = Port }];

        Assert.Equal("orders", Assert.IsType<ProfilerAccess.Ephemeral>(Choose(pod).Access).Container);
        Assert.Equal("proxy", Assert.IsType<ProfilerAccess.Ephemeral>(Choose(pod, "proxy").Access).Container);
    }

    [Fact]
    public void Of_SeveralContainersThatDeclareNothing_AsksForAName()
    {
        var pod = Pod(1000).With(p => p.Spec.Containers.Add(new V1Container { Name = "proxy" }));

        Assert.Contains("has containers orders, proxy, and none of them declares containerPort 8080: name one in spec.profiling.dotnetTrace.container", Only(pod), StringComparison.Ordinal);
        Assert.Equal("orders", Assert.IsType<ProfilerAccess.Ephemeral>(Choose(pod, "orders").Access).Container);
    }

    [Fact]
    public void Of_ContainerThatIsNotThere_SaysWhichAre() =>
        Assert.Contains("has no container web, as spec.profiling.dotnetTrace.container says; it has orders", Only(Pod(1000), "web"), StringComparison.Ordinal);

    private static ProfilerChoice Choose(V1Pod pod, string? container = null) =>
        ProfilerChoice.Of(pod, Port, new DotnetTrace { Via = TraceWay.Ephemeral, Container = container }, mayAdd: true);

    private static string Only(V1Pod pod, string? container = null) => Assert.Single(Choose(pod, container).Refused.Single().Reasons);
}
