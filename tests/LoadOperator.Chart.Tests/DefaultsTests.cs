using System.Text.Json.Nodes;

namespace LoadOperator.Chart.Tests;

/// <summary>Whoever installs with Helm gets what whoever installs with kustomize gets.</summary>
public sealed class DefaultsTests
{
    [Theory]
    [InlineData("role.yaml", "ClusterRole", "load-operator", "rules")]
    [InlineData("role.yaml", "ClusterRoleBinding", "load-operator", "roleRef")]
    [InlineData("role.yaml", "ClusterRoleBinding", "load-operator", "subjects")]
    [InlineData("leader_election_role.yaml", "Role", "load-operator-leader-election", "rules")]
    [InlineData("leader_election_role.yaml", "RoleBinding", "load-operator-leader-election", "roleRef")]
    [InlineData("leader_election_role.yaml", "RoleBinding", "load-operator-leader-election", "subjects")]
    [InlineData("user_roles.yaml", "ClusterRole", "load-operator-view", "rules")]
    [InlineData("user_roles.yaml", "ClusterRole", "load-operator-edit", "rules")]
    public async Task Permissions_Default_AreThoseOfKustomize(string file, string kind, string name, string part)
    {
        var expected = Find(Chart.ReadFile("config", "rbac", file), kind, name);
        var actual = Find(await Chart.RenderAsync(), kind, name);

        Assert.Equal(expected[part], actual[part], JsonNode.DeepEquals);
    }

    [Fact]
    public async Task Permissions_Profiling_AreGrantedWhereTheyAreAskedFor()
    {
        var granted = Find(Chart.ReadFile("config", "rbac", "profiling", "role.yaml"), "ClusterRole", "load-operator-profiling")["rules"]!.AsArray().Single()!;

        Assert.DoesNotContain(Rules(await Chart.RenderAsync()), rule => JsonNode.DeepEquals(rule, granted));
        Assert.Contains(Rules(await Chart.RenderWithAsync("rbac: {profiling: true}", "load-operator", "load-operator-system")), rule => JsonNode.DeepEquals(rule, granted));

        static JsonArray Rules(IEnumerable<JsonObject> objects) => Find(objects, "ClusterRole", "load-operator")["rules"]!.AsArray();
    }

    [Theory]
    [InlineData("load-operator-view", "rbac.authorization.k8s.io/aggregate-to-view")]
    [InlineData("load-operator-edit", "rbac.authorization.k8s.io/aggregate-to-edit")]
    public async Task UserRole_Default_JoinsTheBuiltInOne(string name, string label)
    {
        Assert.Equal("true", Find(Chart.ReadFile("config", "rbac", "user_roles.yaml"), "ClusterRole", name)["metadata"]!["labels"]![label]!.ToString());
        Assert.Equal("true", Find(await Chart.RenderAsync(), "ClusterRole", name)["metadata"]!["labels"]![label]!.ToString());
    }

    [Fact]
    public void Version_OfTheChart_IsThatOfTheProgram()
    {
        var version = System.Xml.Linq.XDocument.Load(Path.Join(Chart.Repository, "Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Equal(version, Chart.ReadFile("charts", "load-operator", "Chart.yaml").Single()["appVersion"]!.ToString());
    }

    [Fact]
    public async Task Deployment_Default_IsThatOfKustomize()
    {
        var expected = Chart.ReadFile("config", "manager", "deployment.yaml").Single()["spec"]!;
        var image = Chart.ReadFile("config", "manager", "kustomization.yaml").Single()["images"]![0]!;
        expected["template"]!["spec"]!["containers"]![0]!["image"] = $"{image["newName"]}:{image["newTag"]}";

        var actual = Find(await Chart.RenderAsync(), "Deployment", "load-operator")["spec"]!;

        Assert.Equal(expected["replicas"], actual["replicas"], JsonNode.DeepEquals);
        Assert.Equal(expected["template"]!["spec"]!.ToJsonString(), Ordered(actual["template"]!["spec"]!, expected["template"]!["spec"]!).ToJsonString());
    }

    [Fact]
    public async Task AllObjects_Default_AreThoseOfKustomizeAndABudget()
    {
        var kustomize = new[] { "role.yaml", "leader_election_role.yaml", "profilers_role.yaml", "user_roles.yaml", "service_account.yaml" }.SelectMany(f => Chart.ReadFile("config", "rbac", f))
            .Concat(Chart.ReadFile("config", "manager", "deployment.yaml")).Concat(Chart.ReadCrds()).Select(Identity);

        var chart = (await Chart.RenderAsync()).Select(Identity);

        Assert.Equal(kustomize.Append("PodDisruptionBudget load-operator").Order(StringComparer.Ordinal), chart.Order(StringComparer.Ordinal));
    }

    internal static JsonObject Find(IEnumerable<JsonObject> objects, string kind, string name) => Assert.Single(objects, o => Identity(o) == $"{kind} {name}");

    internal static string Identity(JsonObject one) => $"{one["kind"]} {one["metadata"]!["name"]}";

    /// <summary>With the fields in the order of another, so that a difference is easy to read.</summary>
    private static JsonNode Ordered(JsonNode node, JsonNode like) => (node, like) switch
    {
        (JsonObject map, JsonObject other) => new JsonObject(map.OrderBy(e => other.ContainsKey(e.Key) ? other.IndexOf(e.Key) : int.MaxValue).Select(e => KeyValuePair.Create(e.Key, other[e.Key] is { } o && e.Value is { } v ? Ordered(v, o) : e.Value?.DeepClone()))),
        (JsonArray list, JsonArray other) when list.Count == other.Count => new JsonArray([.. list.Zip(other, (a, b) => Ordered(a!, b!))]),
        _ => node.DeepClone(),
    };
}
