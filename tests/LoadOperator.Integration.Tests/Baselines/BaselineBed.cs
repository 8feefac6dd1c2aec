using System.Globalization;
using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Campaigns;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Integration.Tests.Baselines;

/// <summary>A test bed whose campaigns hold a candidate to an objective, and the baselines beside them. Its generators are simulated: every round is the same.</summary>
internal sealed class BaselineBed : IAsyncDisposable
{
    public const string Baseline = "orders";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private BaselineBed(TestBed campaigns) => Campaigns = campaigns;

    public TestBed Campaigns { get; }

    public static async Task<BaselineBed> StartAsync(ApiServerFixture server)
    {
        var bed = await TestBed.PrepareAsync(server, SimulatedGenerator.StartAsync, null);
        await bed.Operator.StartAsync();
        await ReadyAsync(bed.Operator);
        return new BaselineBed(bed);
    }

    /// <summary>A campaign that passes, unless its objective asks for too much.</summary>
    /// <param name="more">Fields of <c>spec</c>.</param>
    public string Manifest(string name, string maxDuration = "1s", double seconds = 0.5, params string[] more) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {
          "apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "{{{name}}}"},
          "spec": {
            "candidate": {"url": "{{{Campaigns.Target.Url}}}"},
            "workload": {"http": {"path": "/"}},
            "load": {"warmUp": "0s", "inject": {"rate": 420, "during": "{{{seconds}}}s"}},
            "objectives": [{"metric": "latency.p50", "maxDuration": "{{{maxDuration}}}"}],
            "analysis": {"maxRegressionPercent": 100, "metrics": [{"name": "latency.p50"}]},
            {{{string.Concat(more.Select(m => m + ","))}}}
            "rounds": {"count": 3, "seed": 7}
          }
        }
        """);

    public static string AppendTo(string baseline = Baseline) => $$$"""
        "onPassed": {"appendTo": {"baseline": "{{{baseline}}}"}}
        """;

    public static string Compare(string baseline = Baseline) => $$$"""
        "comparison": {"baselineRef": {"name": "{{{baseline}}}"}}
        """;

    public Task CreateAsync(BaselineSpec spec, string name = Baseline) =>
        CreateAsync(new Model.Baselines.Baseline { Metadata = new V1ObjectMeta { Name = name }, Spec = spec }, "baselines");

    public async Task CreateAsync<T>(T entity, string plural) =>
        await Campaigns.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonElement>(JsonSerializer.SerializeToElement(entity, ModelJson.Compact), LoadCampaign.ApiGroup, LoadCampaign.Version, Campaigns.Namespace, plural, cancellationToken: Cancel);

    /// <summary>Changes fields of an object's spec.</summary>
    public async Task PatchAsync(string plural, string name, string spec) =>
        await Campaigns.Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonElement>(new V1Patch($$$"""{"spec": {{{spec}}}}""", V1Patch.PatchType.MergePatch), LoadCampaign.ApiGroup, LoadCampaign.Version, Campaigns.Namespace, plural, name, cancellationToken: Cancel);

    public async Task DeleteAsync(string plural, string name) =>
        await Campaigns.Client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, Campaigns.Namespace, plural, name, cancellationToken: Cancel);

    public async Task<Model.Baselines.Baseline?> GetAsync(string name = Baseline)
    {
        try
        {
            var json = await Campaigns.Client.CustomObjects.GetNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, Campaigns.Namespace, "baselines", name, cancellationToken: Cancel);
            return json.Deserialize<Model.Baselines.Baseline>(ModelJson.Compact);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The revisions that there are, of any baseline.</summary>
    public async Task<IReadOnlyList<BaselineRevision>> RevisionsAsync()
    {
        var json = await Campaigns.Client.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, Campaigns.Namespace, "baselinerevisions", cancellationToken: Cancel);
        return [.. json.GetProperty("items").EnumerateArray().Select(i => i.Deserialize<BaselineRevision>(ModelJson.Compact)!).OrderBy(r => r.Spec.Revision)];
    }

    /// <summary>Looks until the baseline's status is as it should be; fails after a time with what it was last, and what the operator said.</summary>
    public async Task<BaselineStatus> UntilAsync(string what, Func<BaselineStatus, bool> isSo, double seconds = TestBed.Patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = (await GetAsync())?.Status;
            if (status is not null && isSo(status)) return status;
            Assert.True(
                TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds,
                $"not {what} within {seconds} s, but {JsonSerializer.Serialize(status, ModelJson.Compact)}\n{Campaigns.Operator.Said()}");
            await Task.Delay(LookEvery, TimeProvider.System, Cancel);
        }
    }

    /// <summary>Runs a campaign until it is known what has become of its candidate.</summary>
    public async Task<LoadCampaign> AppendAsync(string name, string maxDuration = "1s", double seconds = 0.5)
    {
        await Campaigns.ApplyAsync(Manifest(name, maxDuration, seconds, AppendTo()));
        await Campaigns.UntilAsync(name, "appended, or refused", s => s.Conditions?.Any(c => c.Type == "Appended" && c.Status != "Unknown") is true);
        return (await Campaigns.GetAsync(name))!;
    }

    /// <summary>Waits until the operator acts: what a test waits for after that is what it tests.</summary>
    private static async Task ReadyAsync(OperatorProcess process)
    {
        using var http = new HttpClient();
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, process.HealthUrl))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds < TestBed.Patience, $"the operator is not ready\n{process.Said()}");
            await Task.Delay(LookEvery, TimeProvider.System, Cancel);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{url}/readyz"), Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => Campaigns.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
