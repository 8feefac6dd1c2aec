using System.Text;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>From <c>kubectl apply</c> to a gate's answer.</summary>
public sealed class VerdictTests(Installation installation)
{
    private const string Name = "verdict";

    [Fact]
    public async Task Apply_CandidateTwiceAsSlow_IsARegressionThatAPersonAndAGateCanRead()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest(Name));
        await Command.KubectlAsync("-n", "shop", "wait", "--for=condition=Complete", $"lc/{Name}", "--timeout=300s");

        var campaign = await Campaigns.GetAsync(Name);
        var status = campaign.Status!;
        Assert.True(status.Verdict == Verdict.Regression, $"{status.Verdict}: {status.Summary}");
        Assert.Equal((Phase.Completed, Severity.Critical, campaign.Metadata.Generation), (status.Phase, status.Severity, status.ObservedGeneration));
        Assert.Equal(("8/8", "orders-stable"), (status.Headline!.Rounds, status.Headline.Against));
        Assert.InRange(status.Metrics!.Single(m => m.Name == "latency.p50").Delta!.Value, 0.5, 3);
        var conditions = status.Conditions!.ToDictionary(c => c.Type, c => c.Status);
        Assert.Equal(("True", "False", "True", "False", "True"), (conditions["Accepted"], conditions["Ready"], conditions["Complete"], conditions["Passed"], conditions["Stalled"]));

        // What was measured where.
        var generator = Assert.Single(status.Generators!);
        Assert.Equal("Guaranteed", generator.Pod!.QosClass);
        Assert.NotEmpty(generator.Info!.CpuSet);
        Assert.False(string.IsNullOrEmpty(generator.Pod.Node!.Kernel));
        Assert.Equal((1, 1), (status.Environment!.Control!.ReadyEndpoints, status.Environment.Candidate!.ReadyEndpoints));
        Assert.NotNull(Assert.Single(status.Environment.Candidate.Containers).ImageId);
        Assert.Null(status.Environment.Differences);

        // At a glance, in a story, and for programs.
        var table = await Command.KubectlAsync("-n", "shop", "get", "lc", Name);
        Assert.Matches(@"NAME\s+PHASE\s+VERDICT\s+DELTA\s+P\s+ROUNDS\s+AGAINST\s+AGE", table);
        Assert.Matches(@"verdict\s+Completed\s+Regression\s+\+\d+", table);
        var story = await Command.KubectlAsync("-n", "shop", "describe", "lc", Name);
        foreach (var reason in new[] { "Started", "GeneratorsReady", "FirstRound", "Regression" }) Assert.Contains(reason, story, StringComparison.Ordinal);
        var (code, output, errors) = await GateAsync(Name);
        Assert.True(code == 1, $"exit code {code}\n{output}\n{errors}");
        Assert.Contains("Regression", output, StringComparison.Ordinal);

        // Nothing is left but the rounds.
        Assert.InRange(Encoding.UTF8.GetByteCount(await Command.KubectlAsync("-n", "shop", "get", "lc", Name, "-o", "json")), 1, 256 * 1024);
        Assert.Empty(await Campaigns.PodsAsync(Name, "{range .items[?(@.status.phase=='Running')]}{.metadata.name}{end}"));
        Assert.Contains("-rounds-0", await Command.KubectlAsync("-n", "shop", "get", "cm", "-l", $"loadoperator.dev/campaign={Name}", "-o", "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_CampaignThatIsNotThere_IsNoPass()
    {
        var (code, _, errors) = await GateAsync("nobody", "--timeout", "00:00:02");

        Assert.Equal(3, code);
        Assert.Contains("there is no such campaign", errors, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Errors)> GateAsync(string name, params string[] more) =>
        await Command.RunAsync(Path.Join(installation.Folder, "out/bin/loadctl"), null, ["gate", name, "-n", "shop", .. more]);
}
