using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Counters of the targets' processes alone, whatever they are.</summary>
public sealed class CounterTests(Installation installation) : ProfiledPair(installation, "orders-counted", "orders-counting")
{
    [Fact]
    public async Task Counters_CandidateThatComputesMore_TellItPerRequestAndGate()
    {
        await GrantAsync();

        var campaign = await RunAsync("counted", "{counters: {duration: 2s}, when: Always}", "{name: latency.p50}, {name: target.cpu}");

        var attribution = AttributionOf(campaign, "Ephemeral");
        Assert.Empty(attribution.Movers);
        Assert.StartsWith("counters alone were taken", attribution.Notes![0], StringComparison.Ordinal);
        var cpu = attribution.Costs.Single(c => c.Cost == "counter.cpu");
        Assert.True(cpu is { Delta: > 0, PValue: < 0.05 }, $"{cpu.Control} and {cpu.Candidate} ms per request, p = {cpu.PValue}");
        var gating = campaign.Status!.Metrics!.Single(m => m.Name == "target.cpu");
        Assert.Equal((8, 8, Verdict.Regression), (gating.Control!.N, gating.Candidate.N, gating.Verdict));
        Assert.Equal(Verdict.Regression, campaign.Status.Verdict);
    }
}
