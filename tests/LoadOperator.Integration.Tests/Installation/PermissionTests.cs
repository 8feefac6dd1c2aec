using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>The operator's program under the roles that the chart renders, on an API server that enforces them: enough, and no more than it uses.</summary>
[TestClass(DisableParallelization = true)]
public sealed class PermissionTests(OwnServer own) : IClassFixture<OwnServer>
{
    /// <summary>
    /// Permissions for what this story may do without: a campaign is read by itself only where its status was changed by somebody else in
    /// between, and Endpoints only where the server knows no EndpointSlices.
    /// </summary>
    private static readonly string[] Occasional = ["get loadoperator.dev/loadcampaigns", "get /endpoints"];

    private readonly ApiServerFixture _server = own.Server;
    private readonly ObjectApi _api = new(own.Server);

    [Fact]
    public async Task WholeCluster_CampaignsFromBeginningToEnd_NothingIsForbiddenAndEveryPermissionIsUsed()
    {
        _server.SkipWithoutServer();
        var (shop, payments) = (await ShopAsync("shop"), await ShopAsync("payments"));
        await using var installed = await InstalledOperator.StartAsync(_server, "generator: {startTimeout: 3s}");

        await Task.WhenAll(RunAsync(installed, shop), RunAsync(installed, payments));
        var metrics = await installed.MetricsAsync();
        await installed.StopAsync();

        Assert.DoesNotContain(installed.Proxy.Calls, c => c.Status == 403);
        Assert.Matches(@"\nloadoperator_controller_leading(\{[^}]*\})? 1\s", metrics);
        Assert.Matches(@"\nloadoperator_api_request_duration_seconds_count\{[^}]*http_response_status_code=""200""", metrics);
        Assert.DoesNotContain("http_response_status_code=\"403\"", metrics, StringComparison.Ordinal);
        Assert.Empty(GrantedBy(installed).Except(UsedBy(installed)).Except(Occasional));
        Assert.Empty(UsedBy(installed).Except(GrantedBy(installed)));
    }

    [Fact]
    public async Task WatchNamespaces_CampaignsFromBeginningToEnd_NothingButNodesIsForbidden()
    {
        _server.SkipWithoutServer();
        var (shop, payments, other) = (await ShopAsync("shop"), await ShopAsync("payments"), await ShopAsync("other"));
        await using var installed = await InstalledOperator.StartAsync(_server, $"watchNamespaces: [{shop}, {payments}]\ngenerator: {{startTimeout: 3s}}");
        await CreateAsync(other);

        await Task.WhenAll(RunAsync(installed, shop), RunAsync(installed, payments));
        var metrics = await installed.MetricsAsync();
        await installed.StopAsync();

        Assert.Contains("http_response_status_code=\"403\"", metrics, StringComparison.Ordinal);
        // A namespace has no nodes: their names alone are kept of them.
        Assert.Equal(["nodes"], installed.Proxy.Calls.Where(c => c.Status == 403).Select(c => c.Resource).Distinct());
        Assert.Subset(new HashSet<string> { "", shop, payments, installed.Namespace }, installed.Proxy.Calls.Select(c => c.Namespace).ToHashSet());
        Assert.All(installed.Proxy.Calls.Where(c => c.Namespace.Length == 0), c => Assert.Equal("nodes", c.Resource));
        Assert.Null((await _api.GetAsync(PathOf(other)))["status"]);
        foreach (var path in new[] { "apis/loadoperator.dev/v1alpha1/loadcampaigns", $"apis/loadoperator.dev/v1alpha1/namespaces/{other}/loadcampaigns", $"api/v1/namespaces/{other}/secrets/any", $"api/v1/namespaces/{shop}/secrets" })
            Assert.Equal(403, await StatusAsync(path, installed.Token));
    }

    /// <summary>Runs a campaign twice, edited in between, and has it delete itself. No node is there: its generators never come up, and it fails after they were given up.</summary>
    private async Task RunAsync(InstalledOperator installed, string @namespace)
    {
        await CreateAsync(@namespace);
        await KeepBaselineAsync(@namespace);
        await EndedAsync(installed, @namespace, 1);
        await _api.PatchAsync(PathOf(@namespace), """{"spec": {"rounds": {"count": 6}}}""");
        await EndedAsync(installed, @namespace, 2);
        // The verdict is written first, and what has served its turn goes then.
        await UntilAsync(async () => (await _api.GetAsync($"api/v1/namespaces/{@namespace}/pods?labelSelector=loadoperator.dev/campaign"))["items"]!.AsArray().Count == 0);
        // It deletes itself.
        await _api.PatchAsync(PathOf(@namespace), """{"spec": {"ttlSecondsAfterFinished": 0}}""");
        await UntilAsync(async () => (await _api.GetAsync(PathOf(@namespace)))["kind"]?.ToString() == "Status");
    }

    /// <summary>A baseline of two measurements, one of which is taken back.</summary>
    private async Task KeepBaselineAsync(string @namespace)
    {
        var baseline = new Baseline { Metadata = new V1ObjectMeta { Name = "orders" }, Spec = new BaselineSpec { Samples = [Samples.Of(1), Samples.Of(2)] } };
        var collection = $"apis/loadoperator.dev/v1alpha1/namespaces/{@namespace}";
        await _api.CreateAsync($"{collection}/baselines", JsonSerializer.Serialize(baseline, ModelJson.Compact));
        await UntilAsync(async () => $"{(await _api.GetAsync($"{collection}/baselines/orders"))["status"]?["revisionCount"]}" == "2");
        await _api.PatchAsync($"{collection}/baselines/orders", JsonSerializer.Serialize(new { spec = new { samples = new[] { Samples.Of(2) } } }, ModelJson.Compact));
        await UntilAsync(async () => (await _api.GetAsync($"{collection}/baselinerevisions"))["items"]!.AsArray().Count == 1);
    }

    private async Task EndedAsync(InstalledOperator installed, string @namespace, int generation)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (true)
        {
            var status = (await _api.GetAsync(PathOf(@namespace)))["status"];
            if ($"{status?["phase"]}" == "Failed" && (int?)status?["observedGeneration"] == generation)
            {
                Assert.Equal("GeneratorsNotReady", $"{status!["reason"]}");
                return;
            }

            installed.ThrowIfEnded();
            Assert.DoesNotContain(installed.Proxy.Calls, c => c.Status == 403 && c.Resource != "nodes");
            Assert.False(patience.IsCancellationRequested, $"the campaign has not ended: {status?.ToJsonString()}\n{installed.Tail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private Task<JsonNode> CreateAsync(string @namespace) => _api.CreateAsync(
        $"apis/loadoperator.dev/v1alpha1/namespaces/{@namespace}/loadcampaigns",
        """
        {"apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "orders"},
         "spec": {"candidate": {"service": {"name": "canary", "port": 80}}, "comparison": {"control": {"service": {"name": "stable", "port": 80}}},
                  "workload": {"http": {"path": "/"}}, "load": {"inject": {"rate": 10, "during": "5s"}}}}
        """);

    /// <summary>A namespace with two Services, each with a ready pod on a node.</summary>
    private async Task<string> ShopAsync(string prefix)
    {
        if (_server.SkipReason is not null) return "";
        var space = await _server.CreateNamespaceAsync(prefix);
        // The accounts that pods want are made by a controller.
        if (_server.HasControllerManager)
            await UntilAsync(async () => (await _api.GetAsync($"api/v1/namespaces/{space}/serviceaccounts/default"))["metadata"]?["uid"] is not null);
        foreach (var (name, address) in new[] { ("stable", "198.18.1.1"), ("canary", "198.18.1.2") })
        {
            await _api.CreateAsync($"api/v1/namespaces/{space}/pods", $$$"""{"metadata": {"name": "{{{name}}}-0", "labels": {"app": "{{{name}}}"}}, "spec": {"nodeName": "node-1", "automountServiceAccountToken": false, "containers": [{"name": "web", "image": "web:1"}]}}""");
            await _api.CreateAsync($"api/v1/namespaces/{space}/services", $$$"""{"metadata": {"name": "{{{name}}}"}, "spec": {"selector": {"app": "{{{name}}}"}, "ports": [{"port": 80}]}}""");
            await _api.PatchAsync($"api/v1/namespaces/{space}/pods/{name}-0/status", $$$"""{"status": {"podIP": "{{{address}}}"}}""");
            await _api.CreateAsync($"api/v1/namespaces/{space}/endpoints", $$$"""{"metadata": {"name": "{{{name}}}"}, "subsets": [{"addresses": [{"ip": "{{{address}}}", "targetRef": {"kind": "Pod", "name": "{{{name}}}-0", "namespace": "{{{space}}}"}}], "ports": [{"port": 80}]}]}""");
        }

        return space;
    }

    private async Task<int> StatusAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!await isTrue()) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }

    private static string PathOf(string @namespace) => $"apis/loadoperator.dev/v1alpha1/namespaces/{@namespace}/loadcampaigns/orders";

    private static HashSet<string> UsedBy(InstalledOperator installed) =>
        [.. installed.Proxy.Calls.SelectMany(c => c is { Verb: "patch" } && !c.Resource.Contains('/', StringComparison.Ordinal) ? [c, c with { Verb = "create" }] : new[] { c }).Select(c => $"{c.Verb} {c.Group}/{c.Resource}")];

    /// <summary>By the roles that are bound to the operator's account: others are for people.</summary>
    private static HashSet<string> GrantedBy(InstalledOperator installed)
    {
        var bound = installed.Objects.Where(o => $"{o["kind"]}" is "RoleBinding" or "ClusterRoleBinding" && o["subjects"]!.AsArray().Any(s => $"{s!["kind"]}" == "ServiceAccount"))
            .Select(b => ($"{b["roleRef"]!["kind"]}", $"{b["roleRef"]!["name"]}")).ToHashSet();
        return [.. installed.Objects.Where(o => bound.Contains(($"{o["kind"]}", $"{o["metadata"]!["name"]}"))).SelectMany(o => o["rules"]!.AsArray()).SelectMany(Permissions!)];
    }

    private static IEnumerable<string> Permissions(JsonNode rule) =>
        from @group in rule["apiGroups"]!.AsArray() from resource in rule["resources"]!.AsArray() from verb in rule["verbs"]!.AsArray() select $"{verb} {@group}/{resource}";
}
