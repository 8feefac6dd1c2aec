using k8s;
using k8s.Models;
using LoadOperator.Operator.Profiles;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class ProfilerContainerTests
{
    private static V1EphemeralContainer Container => Of(new ProfilerAccess.Ephemeral("orders", 1000, 2000));

    [Fact]
    public void Of_Access_IsTheTargetsUserInItsProcessesAndRestricted()
    {
        var security = Container.SecurityContext;

        Assert.Equal(("load-profiler-2", "orders"), (Container.Name, Container.TargetContainerName));
        Assert.Equal((1000, 2000, true, false), (security.RunAsUser, security.RunAsGroup, security.RunAsNonRoot, security.AllowPrivilegeEscalation));
        Assert.Equal(["ALL"], security.Capabilities.Drop);
        Assert.Equal("RuntimeDefault", security.SeccompProfile.Type);
    }

    [Fact]
    public void Of_PortInAVolume_MountsItAndSharesNoProcesses()
    {
        var container = Of(new ProfilerAccess.Port("scratch", "orders/port", Connects: true, 1000, null));

        Assert.Null(container.TargetContainerName);
        var mount = Assert.Single(container.VolumeMounts);
        // The cluster lets no container that is added have a part of a volume.
        Assert.Equal(("scratch", "/diagnostics", null), (mount.Name, mount.MountPath, mount.SubPath));
        Assert.Equal(["--diagnostic-port", "/diagnostics/orders/port"], container.Args.TakeLast(2));
        Assert.Equal((1000, true), (container.SecurityContext.RunAsUser, container.SecurityContext.RunAsNonRoot));
    }

    [Fact]
    public void Of_CampaignWithAGeneratorOfItsOwn_HasTheOperatorsImage()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Generator = campaign.Spec.Generator with { Image = "registry.example/other:1" } };

        Assert.Equal(TestCampaign.Settings.GeneratorImage, Of(new ProfilerAccess.Ephemeral("orders", 1000, null), campaign).Image);
    }

    [Fact]
    public void Of_Keys_AreReferencesThatNoReaderOfThePodSees()
    {
        var keys = Container.Env.Where(e => e.ValueFrom is not null).ToList();

        // None of the generators': the target's user can read the environment of its profiler.
        Assert.All(keys, e => Assert.Equal("orders-4f2c1-profiler-0f6a1b2c", e.ValueFrom.SecretKeyRef.Name));
        Assert.Equal(["tls.crt", "tls.key"], keys.Select(e => e.ValueFrom.SecretKeyRef.Key));
        Assert.Equal("CERTIFICATE", Container.Env.Single(e => e.Name == "LOAD_AGENT_CA").Value);
    }

    public static TheoryData<string, object, string, bool> Known { get; } = new()
    {
        { "the same", new ProfilerAccess.Ephemeral("orders", 1000, null), "CERTIFICATE", true },
        { "another container", new ProfilerAccess.Ephemeral("proxy", 1000, null), "CERTIFICATE", false },
        { "another user", new ProfilerAccess.Ephemeral("orders", 1001, null), "CERTIFICATE", false },
        { "another way", new ProfilerAccess.Port("scratch", "", Connects: false, 1000, null), "CERTIFICATE", false },
        { "one that answers another operator", new ProfilerAccess.Ephemeral("orders", 1000, null), "OTHER", false },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Fits_ProfilerThatIsThere_OnlyWhereItLooksTheSameWay(string because, object access, string authority, bool expected) =>
        Assert.True(expected == ProfilerContainer.Fits(Of(new ProfilerAccess.Ephemeral("orders", 1000, null)), (ProfilerAccess.Added)access, authority), because);

    [Fact]
    public void Fits_PortInAVolume_OnlyTheSameOne()
    {
        var port = new ProfilerAccess.Port("scratch", "a", Connects: true, 1000, null);

        Assert.True(ProfilerContainer.Fits(Of(port), port, "CERTIFICATE"));
        foreach (var other in new[] { port with { Path = "b" }, port with { Volume = "tmp" }, port with { Connects = false } }) Assert.False(ProfilerContainer.Fits(Of(port), other, "CERTIFICATE"));
    }

    [Fact]
    public void FreePort_PortsThatContainersHave_ArePassedOver()
    {
        var pod = TargetPods.Pod(1000).WithSidecar();
        pod.Spec.EphemeralContainers = [Of(new ProfilerAccess.Ephemeral("orders", 1000, null), port: 28444), Of(new ProfilerAccess.Ephemeral("orders", 1000, null), port: 28445)];
        (pod.Spec.EphemeralContainers[0].Name, pod.Spec.EphemeralContainers[1].Name) = ("load-profiler-1", "load-profiler-2");
        pod.Status.EphemeralContainerStatuses =
        [
            new V1ContainerStatus { Name = "load-profiler-1", State = new V1ContainerState { Running = new V1ContainerStateRunning() } },
            new V1ContainerStatus { Name = "load-profiler-2", State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0 } } },
        ];
        var there = ProfilersThere.In(pod);

        // The second has ended, and its port is free.
        Assert.Equal((2, 28445), (there.Count, there.FreePort));
        Assert.Equal("load-profiler-1", there.Usable(new ProfilerAccess.Ephemeral("orders", 1000, null), "CERTIFICATE")!.Name);
        Assert.Null(there.Usable(new ProfilerAccess.Ephemeral("orders", 1000, null), "OTHER"));
        Assert.Equal(28443, ProfilersThere.In(TargetPods.Pod(1000)).FreePort);
    }

    [Fact]
    public void Of_AnyCampaign_HasNoFieldThatEphemeralContainersMayNotHave()
    {
        var json = KubernetesJson.Serialize(Container);

        foreach (var field in new[] { "ports", "resources", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "restartPolicy" }) Assert.DoesNotContain($"\"{field}\"", json, StringComparison.Ordinal);
    }

    private static V1EphemeralContainer Of(object access, Model.LoadCampaign? campaign = null, int port = 28443) =>
        ProfilerContainer.Of(campaign ?? TestCampaign.Create(), TargetPods.Pod(), 2, port, (ProfilerAccess.Added)access, "CERTIFICATE", TimeSpan.FromMinutes(15), TestCampaign.Settings);
}
