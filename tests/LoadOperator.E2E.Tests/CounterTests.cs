using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Counters of the targets' processes alone, whatever they are; and the next way to them, where one fails when it is tried.</summary>
public sealed class CounterTests(Installation installation) : IAsyncLifetime
{
    private const string Control = "orders-counted";
    private const string Slow = "orders-counting";

    /// <summary>Of each side a profiler that does not answer is waited for a minute.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private string Role => Path.Join(installation.Folder, "config/rbac/profiling");

    public async ValueTask InitializeAsync()
    {
        await Command.KubectlAsync(installation.DemoCopy(Control, hashRounds: 20) + "\n---\n" + installation.DemoCopy(Slow, hashRounds: 400), ["apply", "-f", "-"]);
        foreach (var service in new[] { Control, Slow }) await Command.KubectlAsync("-n", "shop", "rollout", "status", $"deploy/{service}", "--timeout=120s");
        await Command.KubectlAsync("apply", "-k", Role);
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("kubectl", null, "delete", "-k", Role, "--ignore-not-found");
        await Command.RunAsync("kubectl", null, "-n", "shop", "delete", $"deploy/{Control}", $"svc/{Control}", $"deploy/{Slow}", $"svc/{Slow}", "--wait=false");
    }

    [Fact]
    public async Task Counters_CandidateThatComputesMore_TellItPerRequestAndGate()
    {
        var campaign = await RunAsync("counted");

        AssertTakenBy(campaign, "Ephemeral");
        var attribution = campaign.Status!.Attribution!;
        Assert.Empty(attribution.Movers);
        Assert.StartsWith("counters alone were taken", attribution.Notes![0], StringComparison.Ordinal);
        var cpu = attribution.Costs.Single(c => c.Cost == "counter.cpu");
        Assert.True(cpu is { Delta: > 0, PValue: < 0.05 }, $"{cpu.Control} and {cpu.Candidate} ms per request, p = {cpu.PValue}");
        var gating = campaign.Status.Metrics!.Single(m => m.Name == "target.cpu");
        Assert.Equal((8, 8, Verdict.Regression), (gating.Control!.N, gating.Candidate.N, gating.Verdict));
        Assert.Equal(Verdict.Regression, campaign.Status.Verdict);
    }

    [Fact]
    public async Task Auto_SidecarThatDoesNotAnswer_AddsAProfilerAndSaysWhy()
    {
        foreach (var deployment in new[] { Control, Slow }) await AddDeafSidecarAsync(deployment);

        var campaign = await RunAsync("deaf");

        AssertTakenBy(campaign, "Ephemeral");
        Assert.All(campaign.Status!.Attribution!.Access!, access => Assert.StartsWith("Sidecar: the sidecar in pod ", Assert.Single(access.Refused!), StringComparison.Ordinal));
    }

    private static void AssertTakenBy(LoadCampaign campaign, string via)
    {
        var attribution = campaign.Status!.Attribution!;
        Assert.True(attribution.Missing is null, attribution.Missing);
        Assert.Equal([(Side.Control, via), (Side.Candidate, via)], attribution.Access!.Select(a => (a.Side, a.Via)));
        Assert.Equal((8, 8, "request"), (attribution.ControlProfiles, attribution.CandidateProfiles, attribution.Per));
        Assert.Equal("True", campaign.Status.Conditions!.Single(c => c.Type == "Profiled").Status);
    }

    /// <summary>It runs, declares a profiler's port, and serves nothing there.</summary>
    private static async Task AddDeafSidecarAsync(string deployment)
    {
        var image = await Command.KubectlAsync("-n", "shop", "get", $"deploy/{deployment}", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
        await Command.KubectlAsync("-n", "shop", "patch", "deployment", deployment, "--patch", $$"""
            spec:
              template:
                spec:
                  shareProcessNamespace: true
                  containers:
                  - name: deaf
                    image: {{image}}
                    args: [--urls, "http://127.0.0.1:9090"]
                    ports: [{name: load-profiler, containerPort: 28443}]
                    env: [{name: DOTNET_EnableDiagnostics, value: "0"}]
                    resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {memory: 256Mi} }
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]} }
            """);
        await Command.KubectlAsync("-n", "shop", "rollout", "status", $"deploy/{deployment}", "--timeout=120s");
    }

    private static async Task<LoadCampaign> RunAsync(string name)
    {
        await Campaigns.ApplyAsync($$"""
            {{Campaigns.Manifest(name, pairs: 4, Slow, control: Control).Replace("{name: latency.p50}", "{name: latency.p50}, {name: target.cpu}", StringComparison.Ordinal)}}
              profiling: {counters: {duration: 3s}, when: Always}
            """);
        return await Campaigns.AwaitAsync(name, "ended", Campaigns.HasEnded, Longest);
    }
}
