using k8s;
using k8s.Models;
using LoadOperator.Cli.Commands.Profiles;

namespace LoadOperator.Cli.Tests;

/// <summary>What a workload is patched with, so that its pods can be profiled.</summary>
public sealed class SidecarPatchTests
{
    private const string Certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

    [Fact]
    public void Text_SharedProcesses_IsARestrictedContainerThatKnowsWhomToAnswer()
    {
        var pod = PodOf(new SidecarPatch("registry.example/load-operator:1", Certificate, 1654, null));

        Assert.True(pod.ShareProcessNamespace);
        var sidecar = Assert.Single(pod.Containers);
        Assert.Equal(("load-profiler", "registry.example/load-operator:1"), (sidecar.Name, sidecar.Image));
        Assert.Equal(["/app/load-agent", "profile", "--sidecar", "--listen", "[::]:28443"], sidecar.Command);
        Assert.Equal(("load-profiler", 28443), (sidecar.Ports[0].Name, sidecar.Ports[0].ContainerPort));
        Assert.Equal(Certificate, sidecar.Env.Single(e => e.Name == "LOAD_AGENT_CA").Value.Trim());
        Assert.Equal("metadata.uid", sidecar.Env.Single(e => e.Name == "LOAD_AGENT_POD").ValueFrom.FieldRef.FieldPath);
        Assert.Equal((1654, true, false, "RuntimeDefault"), (sidecar.SecurityContext.RunAsUser, sidecar.SecurityContext.RunAsNonRoot, sidecar.SecurityContext.AllowPrivilegeEscalation, sidecar.SecurityContext.SeccompProfile.Type));
        Assert.Equal(["ALL"], sidecar.SecurityContext.Capabilities.Drop);
        Assert.NotNull(sidecar.Resources.Limits["memory"]);
    }

    [Fact]
    public void Text_SharedFolder_IsMountedInBothAndShareNoProcesses()
    {
        var pod = PodOf(new SidecarPatch("registry.example/load-operator:1", Certificate, 1654, "orders"));

        Assert.Null(pod.ShareProcessNamespace);
        Assert.Equal(["orders", "load-profiler"], pod.Containers.Select(c => c.Name));
        Assert.All(pod.Containers, c => Assert.Equal(("load-profiler", "/tmp"), (c.VolumeMounts.Single().Name, c.VolumeMounts.Single().MountPath)));
        Assert.NotNull(pod.Volumes.Single(v => v.Name == "load-profiler").EmptyDir);
        Assert.Equal(["--diagnostic-port-folder", "/tmp"], pod.Containers[1].Command.TakeLast(2));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("root")]
    [InlineData("-1")]
    public async Task Sidecar_UserThatCannotBe_IsAUsageError(string user)
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("profile", "sidecar", "--user", user);

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"--user: '{user}': allowed: a number from 1 on", errors, StringComparison.Ordinal);
    }

    private static V1PodSpec PodOf(SidecarPatch patch) => KubernetesYaml.Deserialize<V1Deployment>(patch.Text()).Spec.Template.Spec;
}
