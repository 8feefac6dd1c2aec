using System.Text.Json;
using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Tests;

/// <summary><c>run --verifies</c> on results that cannot be verified: said before any load. What can be, <c>make demo-profile</c> runs.</summary>
public sealed class VerifiesTests : IDisposable
{
    private const string Profiled = "profiling: {dotnetTrace: {}}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadctl-verifies-");

    public static TheoryData<string, string, string?, string> Refused { get; } = new()
    {
        { "", "why", null, "this campaign takes no profiles; add spec.profiling" },
        { Profiled, "why", null, "campaign why has no status.attribution" },
        { Profiled, "quiet", null, "campaign quiet blamed nothing" },
        { Profiled, "nowhere", null, "no result of a campaign" },
        { Profiled, "blames", "another", "holds campaign blames; spec.comparison.verifies.campaignRef.name names another" },
        { Profiled, "", "blames", "spec.comparison.verifies.campaignRef.name: 'blames': on this machine an earlier campaign is its result; give it with --verifies RESULT" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Run_NothingToVerify_SaysWhyAndLoadsNothing(string more, string earlier, string? named, string message)
    {
        Store("why", null);
        Store("quiet", Attribution([Cost("cpu", 10, 8)]));
        Store("blames", Attribution([Cost("cpu", 8, 10)]));
        using var campaign = new LocalCampaign("http://127.0.0.1:9", "http://127.0.0.1:9", more: more);
        if (named is not null)
        {
            var manifest = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(campaign.Manifest, manifest.Replace("comparison: {", $"comparison: {{verifies: {{campaignRef: {{name: {named}}}}}, ", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        string[] arguments = earlier.Length == 0 ? [] : ["--verifies", Path.Join(_folder.FullName, earlier + ".json")];
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync(["run", "-f", campaign.Manifest, "--out", campaign.Results, .. arguments]);

        Assert.Equal(64, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(campaign.Results));
    }

    private static AttributionStatus Attribution(IReadOnlyList<CostStatus> costs) => new() { Summary = "why", ControlProfiles = 8, CandidateProfiles = 8, Per = "request", Costs = costs };

    private static CostStatus Cost(string name, double control, double candidate) => new() { Cost = name, Unit = "ms", Control = control, Candidate = candidate, Ci95 = [candidate - control - 1, candidate - control + 1], PValue = 0.001 };

    private void Store(string name, AttributionStatus? attribution)
    {
        var campaign = new LoadCampaign
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new LoadCampaignSpec
            {
                Candidate = new Target { Url = "http://orders" },
                Workload = new Workload { Http = new HttpRequest() },
                Load = new Load { Inject = new Inject { Rate = 1, During = Duration.FromSeconds(1) } },
            },
            Status = new LoadCampaignStatus { Phase = Phase.Completed, Attribution = attribution },
        };
        File.WriteAllText(Path.Join(_folder.FullName, name + ".json"), JsonSerializer.Serialize(campaign, ModelJson.Indented));
    }
}
