using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>Targets of which there are no stacks to be had.</summary>
public sealed class CounterProfileTests
{
    [Fact]
    public async Task Run_CountersAlone_ComparesThemAndSaysThatThereAreNoStacks()
    {
        await using var control = StubServer.Answering(StubServer.Ok, LocalCampaign.Steady);
        await using var candidate = StubServer.Answering(StubServer.Ok, LocalCampaign.Steady);
        using var campaign = new LocalCampaign(candidate.Url, control.Url, more: "profiling: {counters: {duration: 500ms}, when: Always}");
        await File.WriteAllTextAsync(campaign.Manifest, (await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken)).Replace("{name: latency.p50}", "{name: latency.p50}, {name: target.cpu}, {name: target.rss, gate: false}", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (_, output, errors) = await campaign.RunAsync();

        var attribution = campaign.Status.Attribution;
        Assert.True(attribution is { ControlProfiles: 8, CandidateProfiles: 8, Missing: null, Per: "request", Tested: 0, Movers: [] }, $"{attribution}\n{output}\n{errors}");
        Assert.Contains("counters alone were taken: there are no stacks, so no method is named", attribution!.Notes!);
        Assert.Contains("counters alone were taken", output, StringComparison.Ordinal);
        Assert.All(attribution.Costs, cost => Assert.StartsWith("counter.", cost.Cost, StringComparison.Ordinal));
        Assert.Contains(attribution.Costs, cost => cost is { Cost: "counter.cpu", Unit: "ms", Gauge: null, Ci95: [_, _], PValue: >= 0 and <= 1 });
        Assert.Contains(attribution.Costs, cost => cost is { Cost: "counter.rss", Unit: "bytes", Gauge: true, Control: > 1_000_000 });
        // It shares the network with its generators: what was sent again says nothing of it.
        Assert.DoesNotContain(attribution.Costs, cost => cost.Cost.StartsWith("counter.tcpSegments", StringComparison.Ordinal));
        // They are metrics like the others, with a value per profile.
        Assert.Contains(campaign.Status.Metrics!, m => m is { Name: "target.cpu", Gate: true, Control.N: 8, Candidate.N: 8, Delta: not null, PValue: not null, DeltaCi95: [_, _] });
        // Both sides are this process: how much it holds may not change at all, and then nothing is tested.
        Assert.Contains(campaign.Status.Metrics!, m => m is { Name: "target.rss", Gate: false, Control.N: 8, Candidate.N: 8, Delta: not null });
        var profiles = Path.Join(campaign.Results, "profiles");
        Assert.Equal(16, Directory.GetFiles(profiles, "*.counters.json", SearchOption.AllDirectories).Length);
        Assert.False(File.Exists(Path.Join(profiles, "flamegraph.html")));
    }
}
