using k8s.Models;
using LoadOperator.Model.Spec;
using LoadOperator.Operator.Generators;

namespace LoadOperator.Operator.Tests;

public sealed class GeneratorPodTests
{
    [Fact]
    public void Of_AnyCampaign_IsGuaranteedAndRestricted()
    {
        var pod = Pod(TestCampaign.Create().Spec.Generator);
        var container = Assert.Single(pod.Spec.Containers);

        Assert.Equal(container.Resources.Limits, container.Resources.Requests);
        Assert.Equal(["cpu", "memory"], container.Resources.Limits.Keys.Order());
        Assert.True(pod.Spec.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        Assert.Equal("Never", pod.Spec.RestartPolicy);
    }

    [Fact]
    public void Of_AnyCampaign_BelongsToItAndStaysOutOfMeshes()
    {
        var pod = Pod(TestCampaign.Create().Spec.Generator);

        var owner = Assert.Single(pod.Metadata.OwnerReferences);
        Assert.Equal(("LoadCampaign", "orders", "4f2c1-orders", true), (owner.Kind, owner.Name, owner.Uid, owner.Controller));
        Assert.Equal("orders-4f2c1-generator-1-3", pod.Metadata.Name);
        Assert.Equal("false", pod.Metadata.Labels["sidecar.istio.io/inject"]);
        Assert.Equal("disabled", pod.Metadata.Annotations["linkerd.io/inject"]);
    }

    [Fact]
    public void Of_Credentials_AreTheGeneratorsOwnAlone()
    {
        var volume = Assert.Single(Pod(TestCampaign.Create().Spec.Generator).Spec.Volumes);

        Assert.Equal(["ca.crt", "tls.crt", "tls.key"], volume.Secret.Items.Select(i => i.Key));
    }

    [Fact]
    public void Of_Overlay_IsAddedButCannotUndoWhatIsTheOperators()
    {
        var pod = Pod(new Generator
        {
            PodTemplate = new PodOverlay
            {
                Labels = new Dictionary<string, string> { ["team"] = "shop", ["sidecar.istio.io/inject"] = "true" },
                NodeSelector = new Dictionary<string, string> { ["pool"] = "load" },
                Tolerations = [new V1Toleration { Key = "load", OperatorProperty = "Exists" }],
                Env = [new V1EnvVar { Name = "REGION", Value = "eu" }],
                PriorityClassName = "high",
            },
        });

        Assert.Equal("shop", pod.Metadata.Labels["team"]);
        Assert.Equal("false", pod.Metadata.Labels["sidecar.istio.io/inject"]);
        Assert.Equal("load", pod.Spec.NodeSelector["pool"]);
        Assert.Equal("load", Assert.Single(pod.Spec.Tolerations).Key);
        Assert.Contains(pod.Spec.Containers[0].Env, e => e is { Name: "REGION", Value: "eu" });
        Assert.Equal("high", pod.Spec.PriorityClassName);
    }

    [Fact]
    public void Of_TargetsWithPods_PrefersOtherNodes()
    {
        var terms = Pod(new Generator()).Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution;

        Assert.Equal("orders", Assert.Single(terms).PodAffinityTerm.LabelSelector.MatchLabels["app"]);
    }

    [Fact]
    public void Of_ImageOfTheUsers_RunsItsOwnProgram()
    {
        Assert.Equal(["/app/load-agent"], Pod(new Generator()).Spec.Containers[0].Command);
        var own = Pod(new Generator { Image = "registry.example/other:2" }).Spec.Containers[0];

        Assert.Equal("registry.example/other:2", own.Image);
        Assert.Null(own.Command);
        Assert.Null(own.ImagePullPolicy);
    }

    [Fact]
    public void Of_ValuesByReference_AreTheKubeletsToBring()
    {
        var pod = Pod(new Generator(), new Workload
        {
            Variables =
            [
                new WorkloadVariable { Name = "token", SecretKeyRef = new KeyReference { Name = "shop", Key = "api-token" } },
                new WorkloadVariable { Name = "region", ConfigMapKeyRef = new KeyReference { Name = "shop", Key = "region" } },
                new WorkloadVariable { Name = "plain", Value = "text" },
                new WorkloadVariable { Name = "home", Env = "HOME" },
            ],
        });

        var container = pod.Spec.Containers[0];
        var secret = container.Env.Single(e => e.Name == "WORKLOAD_VARIABLE_token");
        Assert.Equal((null, "shop", "api-token"), (secret.Value, secret.ValueFrom.SecretKeyRef.Name, secret.ValueFrom.SecretKeyRef.Key));
        Assert.Equal("region", container.Env.Single(e => e.Name == "WORKLOAD_VARIABLE_region").ValueFrom.ConfigMapKeyRef.Key);
        Assert.DoesNotContain(container.Env, e => e.Name is "WORKLOAD_VARIABLE_plain" or "WORKLOAD_VARIABLE_home" or "HOME");
        Assert.DoesNotContain("--data-folder", container.Args);
    }

    [Fact]
    public void Of_Feeds_AreFilesUnderTheirOwnNames()
    {
        var pod = Pod(new Generator(), new Workload
        {
            Feeds =
            [
                new Feed { Name = "users", ConfigMapKeyRef = new KeyReference { Name = "shop-data", Key = "all-users.csv" } },
                new Feed { Name = "products", ConfigMapKeyRef = new KeyReference { Name = "catalogue", Key = "p.json" } },
            ],
        });

        var container = pod.Spec.Containers[0];
        var volume = pod.Spec.Volumes.Single(v => v.Projected is not null);
        Assert.Equal([("shop-data", "all-users.csv", "users.csv"), ("catalogue", "p.json", "products.json")], volume.Projected.Sources.Select(s => (s.ConfigMap.Name, s.ConfigMap.Items[0].Key, s.ConfigMap.Items[0].Path)));
        var mount = container.VolumeMounts.Single(m => m.Name == volume.Name);
        Assert.True(mount.ReadOnlyProperty);
        Assert.Equal(mount.MountPath, container.Args[container.Args.IndexOf("--data-folder") + 1]);
    }

    [Fact]
    public void Of_ProtoFiles_AreFilesUnderTheirKeys()
    {
        var pod = Pod(new Generator(), new Workload { Protos = [new ProtoFile { ConfigMapKeyRef = new KeyReference { Name = "shop-protos", Key = "orders.proto" } }] });

        var volume = pod.Spec.Volumes.Single(v => v.Projected is not null);
        Assert.Equal(("shop-protos", "orders.proto", "orders.proto"), volume.Projected.Sources.Select(s => (s.ConfigMap.Name, s.ConfigMap.Items[0].Key, s.ConfigMap.Items[0].Path)).Single());
        Assert.Contains("--data-folder", pod.Spec.Containers[0].Args);
    }

    private static V1Pod Pod(Generator generator, Workload? workload = null)
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Generator = generator, Workload = workload ?? campaign.Spec.Workload };
        return GeneratorPod.Of(campaign, 1, 3, TestCampaign.Settings, [new Dictionary<string, string> { ["app"] = "orders" }]);
    }
}
