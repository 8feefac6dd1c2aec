using System.Text.Json;
using LoadOperator.Model;

namespace LoadOperator.E2E.Tests;

/// <summary>Why a candidate in Go is slower, by the profiles that it serves itself.</summary>
public sealed class GoProfileTests(Installation installation) : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public async ValueTask InitializeAsync()
    {
        await Command.KubectlAsync(installation.GoServices(), ["apply", "-f", "-"]);
        foreach (var service in new[] { "go-stable", "go-hashing" }) await Command.KubectlAsync("-n", "shop", "rollout", "status", $"deploy/{service}", "--timeout=120s");
    }

    public async ValueTask DisposeAsync() =>
        await Command.RunAsync("kubectl", installation.GoServices(), "delete", "--wait=false", "--ignore-not-found", "-f", "-");

    [Fact]
    public async Task Profiles_CandidateThatHashesMore_NameTheFunctionPerRequest()
    {
        await Campaigns.ApplyAsync($$"""
            {{Campaigns.Manifest("go-profiled", pairs: 4, candidate: "go-hashing", control: "go-stable")}}
              profiling: {pprof: {port: 6060, duration: 3s}, when: Always}
            """);
        var campaign = await Campaigns.EndOfAsync("go-profiled", Longest);

        var attribution = campaign.Status!.Attribution!;
        Assert.True(attribution.Missing is null, attribution.Missing);
        Assert.Equal((8, 8, "request"), (attribution.ControlProfiles, attribution.CandidateProfiles, attribution.Per));
        Assert.Equal("True", campaign.Status.Conditions!.Single(c => c.Type == "Profiled").Status);
        // Nothing was added to the pods, and no way to one was sought.
        Assert.Null(attribution.Access);
        Assert.True(attribution.Movers is [{ Method: "main.hash", Measure: "Exclusive", Cost: "cpu", Delta: > 0 }, ..], JsonSerializer.Serialize(attribution, ModelJson.Compact));
    }
}
