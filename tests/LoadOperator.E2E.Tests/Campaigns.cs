using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Campaigns in the namespace of the demo.</summary>
internal static class Campaigns
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// A short campaign of the two demo services. A node of two CPUs is no place for fine measurement: the generator may be
    /// late, and only an effect of half or more is asked for. A median wants 200 requests a round.
    /// </summary>
    /// <param name="generator">Fields of <c>spec.generator</c>, in flow style.</param>
    /// <param name="seconds">How long a round takes.</param>
    public static string Manifest(string name, int pairs = 8, string candidate = "orders-canary", string generator = "", string control = "orders-stable", double seconds = 2.3) => $$$"""
        apiVersion: loadoperator.dev/v1alpha1
        kind: LoadCampaign
        metadata: {name: {{{name}}}, namespace: shop}
        spec:
          candidate: {service: {name: {{{candidate}}}, port: 8080}}
          comparison: {control: {service: {name: {{{control}}}, port: 8080}} }
          workload: {http: {path: /v1/orders}}
          load: {warmUp: 200ms, inject: {rate: 100, during: {{{seconds}}}s}}
          rounds: {count: {{{pairs}}}, seed: 7, maxDiscarded: 40}
          analysis: {maxRegressionPercent: 20, metrics: [{name: latency.p50}]}
          generator: {selfCheck: {minAchievedPercent: 90, maxLatePercent: 60, maxSendLag: 200ms, maxGcPausePercent: 20, maxStealPercent: 100, maxMemoryStallPercent: 100}{{{generator}}} }
        """;

    public static Task ApplyAsync(string manifest) => Command.KubectlAsync(manifest, ["apply", "-f", "-"]);

    public static async Task<LoadCampaign> GetAsync(string name) =>
        JsonSerializer.Deserialize<LoadCampaign>(await Command.KubectlAsync("-n", "shop", "get", "lc", name, "-o", "json"), ModelJson.Compact)!;

    /// <summary>Looks until the campaign is as it should be; fails after a time with what it was last.</summary>
    public static async Task<LoadCampaign> AwaitAsync(string name, string what, Func<LoadCampaignStatus, bool> isSo, TimeSpan? within = null)
    {
        var clock = TimeProvider.System;
        var deadline = clock.GetUtcNow() + (within ?? TimeSpan.FromMinutes(1));
        while (true)
        {
            var campaign = await GetAsync(name);
            if (campaign.Status is { } status && isSo(status)) return campaign;
            Assert.True(clock.GetUtcNow() < deadline, $"{name}: not {what}; {campaign.Status?.Phase} {campaign.Status?.Reason}: {campaign.Status?.Summary}");
            await Task.Delay(LookEvery, clock, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The campaign once it has ended. One kubectl watches it: many that look, one after the other, would take the CPU from what is measured.</summary>
    public static async Task<LoadCampaign> EndOfAsync(string name, TimeSpan? within = null)
    {
        var seconds = (within ?? TimeSpan.FromMinutes(1)).TotalSeconds;
        var (code, _, errors) = await Command.RunAsync("kubectl", null, "-n", "shop", "wait", "--for=condition=Complete", $"lc/{name}", $"--timeout={seconds}s");
        var campaign = await GetAsync(name);
        Assert.True(code == 0, $"{name}: not ended; {campaign.Status?.Phase} {campaign.Status?.Reason}: {campaign.Status?.Summary}\n{errors}");
        return campaign;
    }

    public static Task<string> PodsAsync(string name, string columns = "{range .items[*]}{.metadata.name}{\"\\n\"}{end}") =>
        Command.KubectlAsync("-n", "shop", "get", "pods", "-l", $"loadoperator.dev/campaign={name}", "-o", $"jsonpath={columns}");

    public static Task DeleteAsync(string name) => Command.KubectlAsync("-n", "shop", "delete", "lc", name, "--ignore-not-found");
}
