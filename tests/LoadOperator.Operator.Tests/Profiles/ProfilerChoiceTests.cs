using k8s.Models;
using LoadOperator.Model.Spec;
using LoadOperator.Operator.Profiles;
using static LoadOperator.Operator.Tests.Profiles.TargetPods;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Which way is taken to the process of a pod, of those that it allows.</summary>
public sealed class ProfilerChoiceTests
{
    private const string Ports = "DOTNET_DiagnosticPorts";

    public static TheoryData<string, V1Pod, TraceWay, string> Ways { get; } = new()
    {
        { "nothing shared", Pod(1000), TraceWay.Auto, "Ephemeral of orders" },
        { "a sidecar comes first", Pod(1000).Sharing("/tmp").WithSidecar(), TraceWay.Auto, "Sidecar profiler at 28443" },
        { "processes come before a port", Pod(1000).Sharing("/tmp"), TraceWay.Auto, "Ephemeral of orders" },
        { "a port where the processes are the node's", Pod(1000).Sharing("/tmp").With(p => p.Spec.HostPID = true), TraceWay.Auto, "Port shared/" },
        { "what is asked for, though another came first", Pod(1000).Sharing("/tmp").WithSidecar(), TraceWay.Port, "Port shared/" },
        { "a sidecar is not the container that serves", Pod(1000).WithSidecar(), TraceWay.Ephemeral, "Ephemeral of orders" },
        { "a sidecar needs no user, since it was made with the pod", Pod().WithSidecar(), TraceWay.Auto, "Sidecar profiler at 28443" },
        { "a sidecar at another port", Pod(1000).WithSidecar(change: c => c.Ports[0].ContainerPort = 9443), TraceWay.Auto, "Sidecar profiler at 9443" },
        { "a sidecar with a socket", Pod(1000).WithSidecar(sharesProcesses: false, c => c.Args = ["--diagnostic-port-folder", "/tmp"]), TraceWay.Auto, "Sidecar profiler at 28443" },
        { "an init container that goes on", Pod(1000).WithSidecar().With(Restarting), TraceWay.Auto, "Sidecar profiler at 28443" },
        { "the temporary folder of its own", Pod(1000, change: c => Set(c, "TMPDIR", "/var/scratch/")).Sharing("/var"), TraceWay.Port, "Port shared/scratch" },
        { "a part of a volume", Pod(1000).Sharing("/tmp/", m => m.SubPath = "orders"), TraceWay.Port, "Port shared/orders" },
        { "a port of its own", Pod(1000, change: c => Set(c, Ports, "/diag/orders.sock,connect,nosuspend")).Sharing("/diag"), TraceWay.Port, "Port shared/orders.sock, which connects" },
        { "the one that it can connect to later", Pod(1000, change: c => Set(c, Ports, "/diag/a,listen,nosuspend;/diag/b; /diag/orders , NoSuspend")).Sharing("/diag"), TraceWay.Port, "Port shared/orders, which connects" },
        { "a port elsewhere, and a temporary folder that is shared", Pod(1000, change: c => Set(c, Ports, "/diag/orders,nosuspend")).Sharing("/tmp"), TraceWay.Port, "Port shared/" },
        { "a read-only root", Pod(1000, change: c => ReadOnly(c)).Sharing("/tmp"), TraceWay.Port, "Port shared/" },
    };

    public static TheoryData<string, V1Pod, TraceWay, bool, string> None { get; } = new()
    {
        { "no sidecar", Pod(1000), TraceWay.Sidecar, true, "Sidecar: pod orders-1 has no container with a port named load-profiler" },
        { "a sidecar that crashes", Pod(1000).WithSidecar(state: Waiting("CrashLoopBackOff", "back-off 5m")), TraceWay.Sidecar, true, "container profiler of pod orders-1 does not run: CrashLoopBackOff: back-off 5m" },
        { "a sidecar that has ended", Pod(1000).WithSidecar(state: new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } }), TraceWay.Sidecar, true, "it has ended with exit code 1" },
        { "a sidecar that is blind", Pod(1000).WithSidecar(sharesProcesses: false), TraceWay.Sidecar, true, "set shareProcessNamespace: true of the pod" },
        { "a sidecar that is another user", Pod(1000).WithSidecar(change: c => c.SecurityContext = new V1SecurityContext { RunAsUser = 65532 }), TraceWay.Sidecar, true, "runs as user 65532, and container orders of pod orders-1 as user 1000" },
        { "a sidecar of a target that forbids traces", Pod(1000, change: c => Set(c, "DOTNET_EnableDiagnostics", "0")).WithSidecar(), TraceWay.Sidecar, true, "DOTNET_EnableDiagnostics=0" },
        { "no role", Pod(1000), TraceWay.Ephemeral, false, "the operator may not add a profiler to pods of namespace shop: whoever runs the cluster grants that with config/rbac/profiling" },
        { "no user", Pod(), TraceWay.Port, true, "set securityContext.runAsUser" },
        { "no volume", Pod(1000), TraceWay.Port, true, "is in no emptyDir that a profiler could mount: mount one at /tmp" },
        { "a volume elsewhere", Pod(1000).Sharing("/cache"), TraceWay.Port, true, "mount one at /tmp" },
        { "a volume of the node", Pod(1000).Sharing("/tmp", volume: v => (v.EmptyDir, v.HostPath) = (null, new V1HostPathVolumeSource { Path = "/tmp" })), TraceWay.Port, true, "is in no emptyDir" },
        { "a volume that only the kubelet can name", Pod(1000).Sharing("/tmp", m => m.SubPathExpr = "$(POD)"), TraceWay.Port, true, "is in no emptyDir" },
        { "a volume that is read-only", Pod(1000).Sharing("/tmp", m => m.ReadOnlyProperty = true), TraceWay.Port, true, "is in no emptyDir" },
        { "a port without which it does not begin", Pod(1000, change: c => Set(c, Ports, "/diag/port")).Sharing("/diag"), TraceWay.Port, true, "set DOTNET_DiagnosticPorts to PATH,nosuspend" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Of_PodThatAllowsIt_IsTheFirstWay(string because, V1Pod pod, TraceWay via, string expected)
    {
        var choice = ProfilerChoice.Of(pod, Port, new DotnetTrace { Via = via }, mayAdd: true);

        Assert.True(expected == Text(choice.Access), $"{because}: {Text(choice.Access)} {choice.Explain()}");
    }

    [Theory]
    [MemberData(nameof(None))]
    public void Of_WayThatIsBarred_SaysByWhat(string because, V1Pod pod, TraceWay via, bool mayAdd, string expected)
    {
        var choice = ProfilerChoice.Of(pod, Port, new DotnetTrace { Via = via }, mayAdd);

        Assert.True(choice.Access is null, because);
        Assert.Equal(via, Assert.Single(choice.Refused).Way);
        Assert.Contains(expected, choice.Explain(), StringComparison.Ordinal);
    }

    /// <summary>What a process counts, it counts without a diagnostic port.</summary>
    [Theory]
    [InlineData("diagnostics forbidden")]
    [InlineData("read-only root")]
    public void Of_CountersOfPodThatAllowsNoTrace_IsAWay(string what)
    {
        var pod = Pod(1000, change: c =>
        {
            if (what == "read-only root") ReadOnly(c);
            else Set(c, "DOTNET_EnableDiagnostics", "0");
        });

        Assert.Equal("Ephemeral of orders", Text(ProfilerChoice.Of(pod, Port, new ProcessCounters(), mayAdd: true).Access));
        Assert.Equal("Sidecar profiler at 28443", Text(ProfilerChoice.Of(pod.WithSidecar(), Port, new ProcessCounters(), mayAdd: false).Access));
    }

    [Fact]
    public void Of_CountersWhereNoProcessIsSeen_SaysWhyOfTheWaysThatThereAre()
    {
        var blind = Pod(1000).Sharing("/tmp").WithSidecar(sharesProcesses: false).With(p => p.Spec.HostPID = true);
        var byPort = Pod(1000).WithSidecar(change: c => c.Args = ["--diagnostic-port-folder", "/tmp"]);

        var choice = ProfilerChoice.Of(blind, Port, new ProcessCounters(), mayAdd: true);

        Assert.Null(choice.Access);
        Assert.Equal([TraceWay.Sidecar, TraceWay.Ephemeral], choice.Refused.Select(r => r.Way));
        Assert.Contains("sees no process of the others: set shareProcessNamespace: true", choice.Explain(), StringComparison.Ordinal);
        Assert.Contains("was given a diagnostic port and looks at no process", ProfilerChoice.Of(byPort, Port, new ProcessCounters { Via = TraceWay.Sidecar }, mayAdd: true).Explain(), StringComparison.Ordinal);
        Assert.Contains("name one in spec.profiling.counters.container", ProfilerChoice.Of(Pod(1000).With(p => p.Spec.Containers.Add(new V1Container { Name = "proxy" })), Port, new ProcessCounters(), mayAdd: true).Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AutoWithoutTheRole_StillTakesTheSidecar() =>
        Assert.IsType<ProfilerAccess.Sidecar>(ProfilerChoice.Of(Pod(1000).WithSidecar(), Port, new DotnetTrace(), mayAdd: false).Access);

    [Fact]
    public void Of_WayThatIsNotTheFirst_KeepsWhyTheOthersWereNot()
    {
        var choice = ProfilerChoice.Of(Pod(1000).Sharing("/tmp").With(p => p.Spec.HostPID = true), Port, new DotnetTrace(), mayAdd: true);

        Assert.Equal([TraceWay.Sidecar, TraceWay.Ephemeral], choice.Refused.Select(r => r.Way));
        Assert.Equal("Ephemeral: pod orders-1 shares the processes of its node, and none of those is looked at", choice.Refused[1].ToString());
    }

    [Theory]
    [InlineData(TraceWay.Auto, "Port shared/")]
    [InlineData(TraceWay.Ephemeral, "none")]
    public void Of_WayThatHasFailed_TakesTheNextWhereNoneIsAskedFor(TraceWay via, string expected)
    {
        var failed = new RefusedWay(TraceWay.Ephemeral, ["the profiler in pod orders-1 has ended"]);

        var choice = ProfilerChoice.Of(Pod(1000).Sharing("/tmp"), Port, new DotnetTrace { Via = via }, mayAdd: true, [failed]);

        Assert.Equal(expected, Text(choice.Access));
        Assert.Equal("Ephemeral: the profiler in pod orders-1 has ended", choice.Refused[^1].ToString());
    }

    [Fact]
    public void Explain_NoWay_NamesEachReasonOnceWithTheWaysThatItBars()
    {
        var pod = Pod(change: c =>
        {
            ReadOnly(c);
            Set(c, "DOTNET_EnableDiagnostics", "0");
        });

        var text = ProfilerChoice.Of(pod, Port, new DotnetTrace(), mayAdd: false).Explain();

        Assert.StartsWith("Sidecar: pod orders-1 has no container with a port named load-profiler", text, StringComparison.Ordinal);
        Assert.Contains("; Ephemeral, Port: the operator may not add a profiler", text, StringComparison.Ordinal);
        Assert.Contains("; Ephemeral, Port: it is not known which user", text, StringComparison.Ordinal);
        Assert.Contains("; Ephemeral, Port: container orders of pod orders-1 is started with DOTNET_EnableDiagnostics=0", text, StringComparison.Ordinal);
        Assert.Contains("; Ephemeral: the root of container orders of pod orders-1 is read-only", text, StringComparison.Ordinal);
        Assert.Contains("; Port: the diagnostic port of container orders of pod orders-1 is in no emptyDir", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_PodThatDoesNotRun_SaysItOnce() =>
        Assert.Equal("Sidecar, Ephemeral, Port: pod orders-1 does not run (any more)", ProfilerChoice.Of(Pod(1000).With(p => p.Status.Phase = "Succeeded"), Port, new DotnetTrace(), mayAdd: true).Explain());

    private static string Text(ProfilerAccess? access) => access switch
    {
        ProfilerAccess.Sidecar sidecar => $"Sidecar {sidecar.Container} at {sidecar.ServedAt}",
        ProfilerAccess.Ephemeral ephemeral => $"Ephemeral of {ephemeral.Container}",
        ProfilerAccess.Port port => $"Port {port.Volume}/{port.Path}{(port.Connects ? ", which connects" : "")}",
        _ => "none",
    };

    private static void Restarting(V1Pod pod)
    {
        pod.Spec.InitContainers = [pod.Spec.Containers[1]];
        pod.Spec.Containers.RemoveAt(1);
        pod.Status.InitContainerStatuses = [.. pod.Status.ContainerStatuses];
        pod.Status.ContainerStatuses.Clear();
    }

    private static V1ContainerState Waiting(string reason, string message) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };
}
