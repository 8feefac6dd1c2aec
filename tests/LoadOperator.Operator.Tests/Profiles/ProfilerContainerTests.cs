using k8s;
using k8s.Models;
using LoadOperator.Operator.Profiles;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class ProfilerContainerTests
{
    private static V1EphemeralContainer Container => ProfilerContainer.Of(TestCampaign.Create(), 2, new ProfilerAccess.Ephemeral("orders", 1000, 2000), TimeSpan.FromMinutes(15), TestCampaign.Settings);

    [Fact]
    public void Of_Access_IsTheTargetsUserInItsProcessesAndRestricted()
    {
        var security = Container.SecurityContext;

        Assert.Equal(("load-profiler-4f2c1-2", "orders"), (Container.Name, Container.TargetContainerName));
        Assert.Equal((1000, 2000, true, false), (security.RunAsUser, security.RunAsGroup, security.RunAsNonRoot, security.AllowPrivilegeEscalation));
        Assert.Equal(["ALL"], security.Capabilities.Drop);
        Assert.Equal("RuntimeDefault", security.SeccompProfile.Type);
    }

    [Fact]
    public void Of_PortInAVolume_MountsItAndSharesNoProcesses()
    {
        var container = ProfilerContainer.Of(TestCampaign.Create(), 1, new ProfilerAccess.Port("scratch", "orders/port", Connects: true, 1000, null), TimeSpan.FromMinutes(15), TestCampaign.Settings);

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

        Assert.Equal(TestCampaign.Settings.GeneratorImage, ProfilerContainer.Of(campaign, 1, new ProfilerAccess.Ephemeral("orders", 1000, null), TimeSpan.FromMinutes(15), TestCampaign.Settings).Image);
    }

    [Fact]
    public void Of_Keys_AreReferencesThatNoReaderOfThePodSees()
    {
        var keys = Container.Env.Where(e => e.Name.StartsWith("LOAD_AGENT_", StringComparison.Ordinal)).ToList();

        Assert.All(keys, e => Assert.Equal("orders-4f2c1-generators", e.ValueFrom.SecretKeyRef.Name));
        Assert.Equal(["ca.crt", "tls.crt", "tls.key"], keys.Select(e => e.ValueFrom.SecretKeyRef.Key));
    }

    [Fact]
    public void Of_AnyCampaign_HasNoFieldThatEphemeralContainersMayNotHave()
    {
        var json = KubernetesJson.Serialize(Container);

        foreach (var field in new[] { "ports", "resources", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "restartPolicy" }) Assert.DoesNotContain($"\"{field}\"", json, StringComparison.Ordinal);
    }
}
