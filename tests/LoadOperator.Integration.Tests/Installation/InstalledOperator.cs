using System.Text.Json.Nodes;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>The chart's objects in an API server, and the operator's program in place of its pod: with the pod's arguments, as its service account.</summary>
internal sealed class InstalledOperator : IAsyncDisposable
{
    private const string PodName = "load-operator-0";

    private readonly ApiServerFixture _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-operator-installed-");
    private readonly ProcessKeeper _keeper = new();
    private readonly List<JsonObject> _clusterWide = [];
    private KeptProcess? _process;

    private InstalledOperator(ApiServerFixture server, RecordingProxy proxy, IReadOnlyList<JsonObject> objects, string @namespace, string url) =>
        (_server, Proxy, Objects, Namespace, Url) = (server, proxy, objects, @namespace, url);

    public RecordingProxy Proxy { get; }

    /// <summary>What the chart renders.</summary>
    public IReadOnlyList<JsonObject> Objects { get; }

    public string Namespace { get; }

    /// <summary>Where it serves its health and metrics.</summary>
    public string Url { get; }

    /// <summary>The service account's.</summary>
    public string Token { get; private set; } = "";

    public static async Task<InstalledOperator> StartAsync(ApiServerFixture server, string values)
    {
        var space = await server.CreateNamespaceAsync("operator");
        var url = $"http://127.0.0.1:{FreePorts.Take()}";
        // Objects of the whole cluster are named after the release.
        var objects = await Chart.Tests.Chart.RenderWithAsync($"{values}\ncrds: {{install: false}}\nextraArgs: [--health-urls, '{url}']", space, space);
        var installed = new InstalledOperator(server, await RecordingProxy.StartAsync(server), objects, space, url);
        try
        {
            await installed.InstallAsync();
            await installed.RunAsync();
            return installed;
        }
        catch
        {
            await installed.DisposeAsync();
            throw;
        }
    }

    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"{Url}/metrics"), TestContext.Current.CancellationToken);
    }

    /// <summary>Throws where the operator has ended.</summary>
    public void ThrowIfEnded() => _process?.ThrowIfEnded();

    public string Tail() => _process?.Tail() ?? "";

    /// <summary>Ends it in order.</summary>
    public async Task StopAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        var api = new ObjectApi(_server);
        foreach (var one in _clusterWide) await api.DeleteAsync($"{ObjectApi.PathOf(one)}/{one["metadata"]!["name"]}");
        await Proxy.DisposeAsync();
        _keeper.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task InstallAsync()
    {
        var api = new ObjectApi(_server);
        foreach (var one in Objects.Where(o => $"{o["kind"]}" is "ServiceAccount" or "Role" or "RoleBinding" or "ClusterRole" or "ClusterRoleBinding"))
        {
            var (code, body) = await api.ApplyAsync(one);
            Assert.True(code is 200 or 201, $"{one["kind"]}: {body["message"]}");
            if (one["metadata"]!["namespace"] is null) _clusterWide.Add(one);
        }

        var account = Objects.Single(o => $"{o["kind"]}" == "ServiceAccount")["metadata"]!["name"]!.ToString();
        var template = Objects.Single(o => $"{o["kind"]}" == "Deployment")["spec"]!["template"]!;
        var pod = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = PodName, ["namespace"] = Namespace }, ["spec"] = template["spec"]!.DeepClone() };
        pod["spec"]!["automountServiceAccountToken"] = false;
        await api.CreateAsync(ObjectApi.PathOf(pod), pod.ToJsonString());
        var request = await api.CreateAsync($"api/v1/namespaces/{Namespace}/serviceaccounts/{account}/token", """{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}""");
        Token = request["status"]!["token"]!.ToString();
    }

    private async Task RunAsync()
    {
        var config = Path.Join(_folder.FullName, "config");
        await File.WriteAllTextAsync(
            config,
            $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: proxy
              cluster: {server: "{{Proxy.Url}}" }
            users:
            - name: operator
              user: {token: {{Token}} }
            contexts:
            - name: proxy
              context: {cluster: proxy, user: operator}
            current-context: proxy
            """,
            TestContext.Current.CancellationToken);
        var container = Objects.Single(o => $"{o["kind"]}" == "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var arguments = container["args"]!.AsArray().Select(a => a!.ToString().Replace("$(POD_NAMESPACE)", Namespace, StringComparison.Ordinal));
        _process = await _keeper.StartAsync("/usr/bin/env", Path.Join(_folder.FullName, "log"), [$"KUBECONFIG={config}", $"POD_NAME={PodName}", $"POD_NAMESPACE={Namespace}", Programs.Operator, .. arguments]);
    }
}
