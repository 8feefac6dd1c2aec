using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Counters of the targets' processes alone, whatever they are.</summary>
public sealed class CounterTests(Installation installation) : IAsyncLifetime
{
    private const string Control = "orders-counted";
    private const string Slow = "orders-counting";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

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
        await Campaigns.ApplyAsync($$"""
            {{Campaigns.Manifest("counted", pairs: 4, Slow, control: Control).Replace("{name: latency.p50}", "{name: latency.p50}, {name: target.cpu}", StringComparison.Ordinal)}}
              profiling: {counters: {duration: 2s}, when: Always}
            """);
        var campaign = await Campaigns.EndOfAsync("counted", Longest);

        var attribution = campaign.Status!.Attribution!;
        Assert.True(attribution.Missing is null, attribution.Missing);
        Assert.Equal([(Side.Control, "Ephemeral"), (Side.Candidate, "Ephemeral")], attribution.Access!.Select(a => (a.Side, a.Via)));
        Assert.Equal((8, 8, "request"), (attribution.ControlProfiles, attribution.CandidateProfiles, attribution.Per));
        Assert.Equal("True", campaign.Status.Conditions!.Single(c => c.Type == "Profiled").Status);
        Assert.Empty(attribution.Movers);
        Assert.StartsWith("counters alone were taken", attribution.Notes![0], StringComparison.Ordinal);
        var cpu = attribution.Costs.Single(c => c.Cost == "counter.cpu");
        Assert.True(cpu is { Delta: > 0, PValue: < 0.05 }, $"{cpu.Control} and {cpu.Candidate} ms per request, p = {cpu.PValue}");
        var gating = campaign.Status.Metrics!.Single(m => m.Name == "target.cpu");
        Assert.Equal((8, 8, Verdict.Regression), (gating.Control!.N, gating.Candidate.N, gating.Verdict));
        Assert.Equal(Verdict.Regression, campaign.Status.Verdict);
    }
}
