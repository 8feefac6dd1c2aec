using System.Globalization;
using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Installation;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.TestTargets;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>A namespace, an operator for it, a node and a target: all that a campaign needs.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    /// <summary>Not the address of the API server, which no campaign may load.</summary>
    private static readonly IPAddress TargetAddress = IPAddress.Parse("127.0.0.2");

    /// <summary>Seconds that a busy machine is given.</summary>
    public const double Patience = 180;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly Kubernetes _client;

    private TestBed(ApiServerFixture server, Kubernetes client, string @namespace, string[] operatorArguments, StartPod? start, RecordingProxy? recorder)
    {
        (_client, Namespace) = (client, @namespace);
        Node = new SimulatedNode(client, @namespace, start);
        // With a wait that outweighs the noise, the warm-up is soon steady.
        Target = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(20), address: TargetAddress);
        Operator = new OperatorProcess(server, @namespace, TargetAddress.ToString(), operatorArguments, recorder);
    }

    public string Namespace { get; }

    public IKubernetes Client => _client;

    public SimulatedNode Node { get; }

    public StubServer Target { get; }

    public OperatorProcess Operator { get; }

    public static async Task<TestBed> StartAsync(ApiServerFixture server, params string[] operatorArguments)
    {
        var bed = await PrepareAsync(server, null, null, operatorArguments);
        await bed.Operator.StartAsync();
        return bed;
    }

    /// <summary>All but the operator's start.</summary>
    public static async Task<TestBed> PrepareAsync(ApiServerFixture server, StartPod? start, RecordingProxy? recorder, params string[] operatorArguments)
    {
        var client = server.NewClient();
        return new TestBed(server, client, await server.CreateNamespaceAsync("campaigns"), operatorArguments, start, recorder);
    }

    /// <summary>A campaign whose rounds take half a second, and whose generator may be as late as this machine makes it.</summary>
    /// <param name="more">Fields of <c>spec</c>, one to a line.</param>
    public string Manifest(string name, int pairs = 3, double seconds = 0.5, params string[] more) => Manifest(name, Target.Url, pairs, seconds, more);

    /// <param name="target">The address of both sides.</param>
    public static string Manifest(string name, string target, int pairs, double seconds, params string[] more) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {
          "apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "{{{name}}}"},
          "spec": {
            "candidate": {"url": "{{{target}}}/candidate"},
            "comparison": {"control": {"url": "{{{target}}}/control"}},
            "workload": {"http": {"path": "/"}},
            "load": {"warmUp": "0s", "inject": {"rate": 420, "during": "{{{seconds}}}s"}},
            "rounds": {"count": {{{pairs}}}, "maxDiscarded": 20, "seed": 7},
            "analysis": {"maxRegressionPercent": 100, "metrics": [{"name": "latency.p50"}]},
            {{{string.Concat(more.Select(m => m + ","))}}}
            "generator": {"selfCheck": {"minAchievedPercent": 50, "maxLatePercent": 100, "maxSendLag": "10s", "maxGcPausePercent": 100, "maxThrottled": "1h", "maxStealPercent": 100, "maxMemoryPercent": 100, "maxMemoryStallPercent": 100}}
          }
        }
        """);

    public async Task ApplyAsync(string manifest)
    {
        var campaign = JsonSerializer.Deserialize<JsonElement>(manifest);
        await _client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonElement>(campaign, LoadCampaign.ApiGroup, LoadCampaign.Version, Namespace, "loadcampaigns", cancellationToken: Cancel);
    }

    /// <summary>Changes fields of a campaign's spec.</summary>
    public async Task PatchAsync(string name, string spec) =>
        await _client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonElement>(new V1Patch($$$"""{"spec": {{{spec}}}}""", V1Patch.PatchType.MergePatch), LoadCampaign.ApiGroup, LoadCampaign.Version, Namespace, "loadcampaigns", name, cancellationToken: Cancel);

    public async Task DeleteAsync(string name) =>
        await _client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, Namespace, "loadcampaigns", name, cancellationToken: Cancel);

    /// <summary>The campaign, or null where there is none.</summary>
    public async Task<LoadCampaign?> GetAsync(string name)
    {
        try
        {
            var json = await _client.CustomObjects.GetNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, Namespace, "loadcampaigns", name, cancellationToken: Cancel);
            return json.Deserialize<LoadCampaign>(ModelJson.Compact);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Looks until the status is as it should be; fails after a time with what it was last, and what the operator said.</summary>
    public async Task<LoadCampaignStatus> UntilAsync(string name, string what, Func<LoadCampaignStatus, bool> isSo, double seconds = Patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = (await GetAsync(name))?.Status;
            if (status is not null && isSo(status)) return status;
            Assert.True(
                TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds,
                $"{name}: not {what} within {seconds} s, but {status?.Phase} {status?.Reason}: {status?.Summary}\n{Operator.Said()}");
            await Task.Delay(LookEvery, TimeProvider.System, Cancel);
        }
    }

    public Task<LoadCampaignStatus> UntilEndedAsync(string name, double seconds = Patience) => UntilAsync(name, "ended", s => s.Phase is Phase.Completed or Phase.Failed, seconds);

    public Task<LoadCampaignStatus> UntilRoundsAsync(string name, int pairs, double seconds = Patience) => UntilAsync(name, $"through {pairs} pairs", s => s.Rounds?.Completed >= pairs, seconds);

    /// <summary>The rounds that were kept, by the keys of their ConfigMaps: one for each that ended.</summary>
    public async Task<IReadOnlyList<string>> KeptRoundsAsync(string name)
    {
        var maps = await _client.CoreV1.ListNamespacedConfigMapAsync(Namespace, labelSelector: $"loadoperator.dev/campaign={name}", cancellationToken: Cancel);
        return [.. maps.Items.SelectMany(m => m.Data ?? new Dictionary<string, string>()).Select(d => d.Key).Where(k => k.EndsWith(".json", StringComparison.Ordinal) && k != "run.json").Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything that belongs to a campaign.</summary>
    public async Task<IReadOnlyList<string>> ChildrenAsync(string name)
    {
        var label = $"loadoperator.dev/campaign={name}";
        var pods = await _client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: label, cancellationToken: Cancel);
        var secrets = await _client.CoreV1.ListNamespacedSecretAsync(Namespace, labelSelector: label, cancellationToken: Cancel);
        var maps = await _client.CoreV1.ListNamespacedConfigMapAsync(Namespace, labelSelector: label, cancellationToken: Cancel);
        return [.. pods.Items.Select(p => $"pod {p.Metadata.Name}"), .. secrets.Items.Select(s => $"secret {s.Metadata.Name}"), .. maps.Items.Select(m => $"configmap {m.Metadata.Name}")];
    }

    public async ValueTask DisposeAsync()
    {
        await Operator.DisposeAsync();
        await Node.DisposeAsync();
        await Target.DisposeAsync();
        try
        {
            await _client.CoreV1.DeleteNamespaceAsync(Namespace, cancellationToken: CancellationToken.None);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // The test did it.
        }

        _client.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
