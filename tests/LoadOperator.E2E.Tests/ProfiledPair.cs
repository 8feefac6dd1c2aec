using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Tests of two versions of the demo service that differ in what they compute. They are these tests' own: others need theirs as they are.</summary>
public abstract class ProfiledPair(Installation installation, string control, string slow) : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    protected Installation Installation => installation;

    protected string Control => control;

    protected string Slow => slow;

    private string Role => Path.Join(installation.Folder, "config/rbac/profiling");

    public async ValueTask InitializeAsync()
    {
        await Command.KubectlAsync(installation.DemoCopy(control, hashRounds: 20) + "\n---\n" + installation.DemoCopy(slow, hashRounds: 400), ["apply", "-f", "-"]);
        foreach (var service in new[] { control, slow }) await RollOutAsync(service);
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("kubectl", null, "delete", "-k", Role, "--ignore-not-found");
        await Command.RunAsync("kubectl", null, "-n", "shop", "delete", $"deploy/{control}", $"svc/{control}", $"deploy/{slow}", $"svc/{slow}", "--wait=false");
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the operator add profilers to pods.</summary>
    protected Task GrantAsync() => Command.KubectlAsync("apply", "-k", Role);

    protected static async Task PatchAsync(string deployment, string patch)
    {
        await Command.KubectlAsync("-n", "shop", "patch", "deployment", deployment, "--patch", patch);
        await RollOutAsync(deployment);
    }

    /// <param name="profiling"><c>spec.profiling</c>, in flow style.</param>
    /// <param name="metrics">The metrics that decide, in flow style.</param>
    protected async Task<LoadCampaign> RunAsync(string name, string profiling, string metrics = "{name: latency.p50}")
    {
        await Campaigns.ApplyAsync($"""
            {Campaigns.Manifest(name, pairs: 4, slow, control: control).Replace("{name: latency.p50}", metrics, StringComparison.Ordinal)}
              profiling: {profiling}
            """);
        return await Campaigns.EndOfAsync(name, Longest);
    }

    /// <returns>What the profiles say: all of them were taken, in this way.</returns>
    protected static AttributionStatus AttributionOf(LoadCampaign campaign, string via)
    {
        var attribution = campaign.Status!.Attribution!;
        Assert.True(attribution.Missing is null, attribution.Missing);
        Assert.Equal([(Side.Control, via), (Side.Candidate, via)], attribution.Access!.Select(a => (a.Side, a.Via)));
        Assert.Equal((8, 8, "request"), (attribution.ControlProfiles, attribution.CandidateProfiles, attribution.Per));
        Assert.Equal("True", campaign.Status.Conditions!.Single(c => c.Type == "Profiled").Status);
        return attribution;
    }

    private static Task<string> RollOutAsync(string deployment) => Command.KubectlAsync("-n", "shop", "rollout", "status", $"deploy/{deployment}", "--timeout=120s");
}
