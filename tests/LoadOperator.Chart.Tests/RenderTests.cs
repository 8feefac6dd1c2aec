using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace LoadOperator.Chart.Tests;

public sealed class RenderTests
{
    public static TheoryData<string> ValuesFiles { get; } = [.. Chart.ValuesFiles];

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Object_AnyValues_IsOfItsKindAndUnique(string valuesFile)
    {
        var objects = await Chart.RenderAsync(valuesFile);

        Assert.All(objects, one => Read(one));
        Assert.Empty(objects.GroupBy(o => $"{o["kind"]} {o["metadata"]!["namespace"]}/{o["metadata"]!["name"]}").Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Pods_AnyValues_AreSelectedByWhatIsMeantForThem(string valuesFile)
    {
        var objects = await Chart.RenderAsync(valuesFile);
        var pods = DeploymentOf(objects)["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();
        var selectors = objects.Select(o => (Kind: $"{o["kind"]}", Selector: $"{o["kind"]}" switch
        {
            "Service" => o["spec"]!["selector"],
            "NetworkPolicy" => o["spec"]!["podSelector"]!["matchLabels"],
            "Deployment" or "PodDisruptionBudget" => o["spec"]!["selector"]!["matchLabels"],
            _ => null,
        })).Where(s => s.Selector is not null);

        Assert.All(selectors, s => Assert.All(s.Selector!.AsObject(), label => Assert.Equal(label.Value!.ToString(), pods[label.Key]?.ToString())));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Pods_AnyValues_AreRestricted(string valuesFile)
    {
        var pod = DeploymentOf(await Chart.RenderAsync(valuesFile))["spec"]!["template"]!["spec"]!;
        var container = pod["containers"]!.AsArray().Single()!;

        Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", pod["securityContext"]!["seccompProfile"]!["type"]!.ToString());
        Assert.False((bool)container["securityContext"]!["allowPrivilegeEscalation"]!);
        Assert.Equal("""["ALL"]""", container["securityContext"]!["capabilities"]!["drop"]!.ToJsonString());
    }

    /// <summary>Without it a profiler in a target's pod could not be reached, and every profile would fail under a policy: a sidecar needs no role, so it is there with and without.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NetworkPolicy_WithTheRoleAndWithout_ReachesProfilers(bool profiling)
    {
        var objects = await Chart.RenderWithAsync($"networkPolicy: {{enabled: true}}\nrbac: {{profiling: {(profiling ? "true" : "false")}}}");

        var egress = objects.Single(o => o["kind"]!.ToString() == "NetworkPolicy")["spec"]!["egress"]!.AsArray();
        var ports = egress.SelectMany(rule => rule!["ports"]!.AsArray()).Select(p => (int)p!["port"]!).ToList();
        Assert.Contains(8443, ports);
        Assert.Empty(Enumerable.Range(28443, 8).Except(ports));
    }

    [Fact]
    public async Task WatchNamespaces_Given_RolesThereAndNothingForTheCluster()
    {
        var objects = await Chart.RenderWithAsync("watchNamespaces: [shop, payments]\ncrds: {install: false}");

        Assert.DoesNotContain(objects, o => o["metadata"]!["namespace"] is null);
        var cluster = DefaultsTests.Find(await Chart.RenderAsync(), "ClusterRole", "load-operator")["rules"]!.AsArray();
        foreach (var name in new[] { "shop", "payments" })
        {
            var role = Assert.Single(objects, o => $"{o["kind"]}" == "Role" && $"{o["metadata"]!["namespace"]}" == name && $"{o["metadata"]!["name"]}" == "load-operator");
            Assert.Equal(new JsonArray([.. cluster.Where(r => !r!["resources"]!.AsArray().Any(x => $"{x}" == "nodes")).Select(r => r!.DeepClone())]), role["rules"], JsonNode.DeepEquals);
            var binding = Assert.Single(objects, o => $"{o["kind"]}" == "RoleBinding" && $"{o["metadata"]!["namespace"]}" == name);
            Assert.Equal("load-operator-system", binding["subjects"]![0]!["namespace"]!.ToString());
        }

        Assert.Equal(["--lease-namespace", "$(POD_NAMESPACE)", "--lease-name", "load-operator", "--namespace", "shop", "--namespace", "payments"], ArgumentsOf(objects));
    }

    [Fact]
    public async Task TwoReleases_InOneNamespace_ShareNothing()
    {
        var (first, second) = (await Chart.RenderWithAsync("watchNamespaces: [shop]", "one"), await Chart.RenderWithAsync("watchNamespaces: [payments]", "two"));

        Assert.Equal(Chart.ReadCrds().Select(DefaultsTests.Identity), first.Select(DefaultsTests.Identity).Intersect(second.Select(DefaultsTests.Identity)));
        Assert.Equal("one-load-operator", ArgumentsOf(first)[3]);
        Assert.Equal("two-load-operator", ArgumentsOf(second)[3]);
    }

    /// <summary>With the longest names that there may be.</summary>
    [Fact]
    public async Task Names_LongRelease_AreShortEnough()
    {
        var objects = await Chart.RenderWithAsync("metrics: {serviceMonitor: {enabled: true}}", new string('r', 53));

        Assert.All(objects.Where(o => $"{o["kind"]}" != "CustomResourceDefinition"), o => Assert.InRange(o["metadata"]!["name"]!.ToString().Length, 1, $"{o["kind"]}" == "Service" ? 63 : 253));
    }

    [Fact]
    public async Task Crds_Default_AreTheRepositorysAndStayWhenTheChartGoes()
    {
        var crds = (await Chart.RenderAsync()).Where(o => $"{o["kind"]}" == "CustomResourceDefinition").ToList();

        Assert.Equal(3, crds.Count);
        Assert.All(crds.Zip(Chart.ReadCrds()), pair =>
        {
            var (rendered, kept) = pair;
            Assert.Equal("keep", rendered["metadata"]!["annotations"]!["helm.sh/resource-policy"]!.ToString());
            rendered["metadata"]!.AsObject().Remove("annotations");
            Assert.Equal(kept, rendered, JsonNode.DeepEquals);
        });
    }

    [Theory]
    [InlineData("crds: {keep: false}", 3)]
    [InlineData("crds: {install: false}", 0)]
    public async Task Crd_AsAsked(string values, int count)
    {
        var crds = (await Chart.RenderWithAsync(values)).Where(o => $"{o["kind"]}" == "CustomResourceDefinition").ToList();

        Assert.Equal(count, crds.Count);
        Assert.All(crds, crd => Assert.Null(crd["metadata"]!["annotations"]));
    }

    private static JsonObject DeploymentOf(IReadOnlyList<JsonObject> objects) => Assert.Single(objects, o => $"{o["kind"]}" == "Deployment");

    private static string[] ArgumentsOf(IReadOnlyList<JsonObject> objects) => [.. DeploymentOf(objects)["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Select(a => a!.ToString())];

    /// <summary>As its kind, strictly: a field that the kind does not have is an error.</summary>
    private static void Read(JsonObject one)
    {
        var type = $"{one["kind"]}" switch
        {
            "ClusterRole" => typeof(V1ClusterRole),
            "ClusterRoleBinding" => typeof(V1ClusterRoleBinding),
            "CustomResourceDefinition" => typeof(V1CustomResourceDefinition),
            "Deployment" => typeof(V1Deployment),
            "NetworkPolicy" => typeof(V1NetworkPolicy),
            "PodDisruptionBudget" => typeof(V1PodDisruptionBudget),
            "Role" => typeof(V1Role),
            "RoleBinding" => typeof(V1RoleBinding),
            "Service" => typeof(V1Service),
            "ServiceAccount" => typeof(V1ServiceAccount),
            // The Prometheus Operator's.
            "ServiceMonitor" => typeof(Dictionary<string, object>),
            var kind => throw new InvalidOperationException($"the test knows no {kind}"),
        };
        KubernetesYaml.LoadAllFromString(one.ToJsonString(), new Dictionary<string, Type> { [$"{one["apiVersion"]}/{one["kind"]}"] = type }, strict: true);
    }
}
