using System.Globalization;
using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Installation;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>What the operator costs, by <c>make bench</c>. It prints and writes figures, and asserts only that there was something to measure.</summary>
public sealed class CostBench(ApiServerFixture server)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(60);

    [Fact(Explicit = true)]
    public async Task Cost()
    {
        var figures = new Dictionary<string, double>();
        await RoundAsync(figures);
        await AtRestAsync(figures, Number("BENCH_CAMPAIGNS", 1000));
        await TogetherAsync(figures, Number("BENCH_TOGETHER", 100));
        var file = Path.Join(Repository.Root, "out/bench/operator.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(figures, ModelJson.Indented), Cancel);
    }

    /// <summary>One campaign with a real agent: what a round writes, and how soon the verdict is there.</summary>
    private async Task RoundAsync(Dictionary<string, double> figures)
    {
        await using var recorder = await RecordingProxy.StartAsync(server);
        await using var bed = await TestBed.PrepareAsync(server, null, recorder);
        await bed.Operator.StartAsync();
        await bed.ApplyAsync(bed.Manifest("one", pairs: 5));
        var status = await bed.UntilEndedAsync("one");
        var seen = TimeProvider.System.GetUtcNow();
        Assert.Equal(Phase.Completed, status.Phase);

        var maps = await bed.Client.CoreV1.ListNamespacedConfigMapAsync(bed.Namespace, labelSelector: "loadoperator.dev/campaign=one", cancellationToken: Cancel);
        // The log of a round says when it began; the last one of all began last.
        var starts = maps.Items.SelectMany(m => m.Data).Where(d => d.Key.EndsWith(".hlog", StringComparison.Ordinal)).Select(d => StartOf(d.Value)).ToList();
        figures["statusWritesPerRound"] = recorder.Calls.Count(c => c is { Verb: "patch", Resource: "loadcampaigns/status" }) / 10.0;
        // Seen by somebody who looks every 50 ms.
        figures["secondsToVerdict"] = (seen - starts.Max()).TotalSeconds - 0.5;
    }

    /// <summary>Finished campaigns, and nothing to do.</summary>
    private async Task AtRestAsync(Dictionary<string, double> figures, int campaigns)
    {
        await using var recorder = await RecordingProxy.StartAsync(server);
        await using var bed = await TestBed.PrepareAsync(server, SimulatedGenerator.StartAsync, recorder);
        await bed.Operator.StartAsync();
        await bed.ApplyAsync(bed.Manifest("first", pairs: 10));
        var status = await bed.UntilEndedAsync("first", 120);
        Assert.True(status.Phase == Phase.Completed, status.Summary);
        var empty = bed.Operator.ResidentMiB;
        await bed.Operator.KillAsync();
        var patch = new V1Patch(JsonSerializer.Serialize(new { status }, ModelJson.Compact), V1Patch.PatchType.MergePatch);
        for (var i = 0; i < campaigns; i++)
        {
            await bed.ApplyAsync(bed.Manifest($"ended-{i}", pairs: 10));
            await bed.Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync<JsonElement>(patch, LoadCampaign.ApiGroup, LoadCampaign.Version, bed.Namespace, "loadcampaigns", $"ended-{i}", cancellationToken: Cancel);
        }

        await bed.Operator.StartAsync();
        await Task.Delay(Settling, TimeProvider.System, Cancel);
        var before = recorder.Calls.Count;
        await Task.Delay(AtRest, TimeProvider.System, Cancel);
        figures["finishedCampaigns"] = campaigns;
        figures["requestsPerMinuteAtRest"] = (recorder.Calls.Count - before) / AtRest.TotalMinutes;
        figures["residentMiB"] = bed.Operator.ResidentMiB;
        figures["residentMiBWithOneCampaign"] = empty;
    }

    /// <summary>Many campaigns at once, on generators that send nothing.</summary>
    private async Task TogetherAsync(Dictionary<string, double> figures, int campaigns)
    {
        await using var bed = await TestBed.PrepareAsync(server, SimulatedGenerator.StartAsync, null);
        await bed.Operator.StartAsync();
        // Each has a target of its own: otherwise they would queue up.
        for (var i = 0; i < campaigns; i++) await bed.ApplyAsync(TestBed.Manifest($"many-{i}", $"http://127.0.0.2:{20000 + i}", pairs: 5, seconds: 3));
        for (var i = 0; i < campaigns; i++)
        {
            var status = await bed.UntilEndedAsync($"many-{i}", 300);
            Assert.True(status.Phase == Phase.Completed, $"many-{i}: {status.Summary}");
        }

        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(bed.Operator.HealthUrl + "/metrics"), Cancel);
        figures["campaignsTogether"] = campaigns;
        figures["reconcileP99Ms"] = 1000 * Quantile(metrics, "loadoperator_controller_reconcile_duration_seconds_bucket", 0.99);
        figures["residentMiBTogether"] = bed.Operator.ResidentMiB;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Number(string variable, int otherwise) => int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{otherwise}", CultureInfo.InvariantCulture);

    /// <summary>From the line <c>#[StartTime: 1760000000.123 (seconds since epoch), …]</c>.</summary>
    private static DateTimeOffset StartOf(string log)
    {
        var from = log.IndexOf("#[StartTime: ", StringComparison.Ordinal) + "#[StartTime: ".Length;
        return DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(log[from..log.IndexOf(' ', from)], CultureInfo.InvariantCulture));
    }

    /// <summary>The upper bound of the bucket that the quantile falls into, over all series.</summary>
    private static double Quantile(string metrics, string name, double quantile)
    {
        var buckets = new SortedDictionary<double, double>();
        foreach (var line in metrics.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal)))
        {
            var from = line.IndexOf("le=\"", StringComparison.Ordinal) + 4;
            var bound = line[from..line.IndexOf('"', from)];
            var key = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
            var end = line.IndexOf('}') + 1;
            buckets[key] = buckets.GetValueOrDefault(key) + double.Parse(line[end..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        }

        Assert.NotEmpty(buckets);
        var all = buckets[double.PositiveInfinity];
        return buckets.First(b => b.Value >= quantile * all).Key;
    }
}
