using System.Globalization;
using System.Text.Json;
using k8s.Models;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Tests;

/// <summary><c>verify</c> and <c>explain</c> on a result folder as <c>run</c> leaves it.</summary>
public sealed class StoredResultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadctl-result-");

    private string File => Path.Join(_folder.FullName, "result.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verify_ResultAsStored_Agrees()
    {
        Store();

        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("verify", _folder.FullName);

        Assert.True((exitCode, errors) == (0, ""), errors + output);
        Assert.Contains("Regression: all ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ChangedFigure_SaysWhere()
    {
        Store();
        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(File, text.Replace("\"verdict\": \"Regression\"", "\"verdict\": \"NoRegression\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await LoadctlProcess.RunAsync("verify", File);

        Assert.Equal(1, exitCode);
        Assert.Contains("status.verdict: stored \"NoRegression\", recomputed \"Regression\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_Result_SaysHowManyPairsAnEffectTakes()
    {
        Store();

        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("plan", _folder.FullName, "--effect", "3%");

        Assert.True((exitCode, errors) == (0, ""), errors + output);
        Assert.Contains("pairs to see 3.0%", output, StringComparison.Ordinal);
        Assert.Matches(@"latency\.p50 +\d", output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3%")]
    [InlineData("three")]
    public async Task Plan_EffectThatIsNone_SaysWhatIsAllowed(string effect)
    {
        Store();

        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("plan", _folder.FullName, $"--effect={effect}");

        Assert.Equal(64, exitCode);
        Assert.Contains($"'{effect}' is no share for --effect; allowed: a number of percent above 0", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Result_ExplainsAndExitsAsRunDid()
    {
        Store();

        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("explain", _folder.FullName);

        Assert.True((exitCode, errors) == (1, ""), errors + output);
        Assert.Contains("What would change it", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify", "{}")]
    [InlineData("explain", "no json")]
    [InlineData("explain", """{"apiVersion": "x", "kind": "LoadCampaign", "metadata": {}, "spec": {"candidate": {"url": "http://x"}, "workload": {}, "load": {}}, "status": {"phase": "Running"}}""")]
    [InlineData("verify", """{"apiVersion": "x", "kind": "LoadCampaign", "metadata": {}, "spec": {"candidate": {"url": "http://x"}, "workload": {}, "load": {}}, "status": {"phase": "Running"}}""")]
    public async Task Command_NoResult_SaysSo(string command, string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await LoadctlProcess.RunAsync(command, File);

        Assert.Equal((64, ""), (exitCode, output));
        Assert.Contains(File, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_UnknownMetric_NamesThoseThereAre()
    {
        Store();

        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("explain", File, "--metric", "latency.p1");

        Assert.Equal(64, exitCode);
        Assert.Contains("'latency.p1'; there are latency.p50", errors, StringComparison.Ordinal);
    }

    private void Store()
    {
        var spec = new LoadCampaignSpec
        {
            Candidate = new Target { Url = "http://127.0.0.1:2" },
            Comparison = new Comparison { Control = new Target { Url = "http://127.0.0.1:1" } },
            Workload = new Workload { Http = new HttpRequest() },
            Load = new Load { Inject = new Inject { Rate = 1000, During = Duration.FromSeconds(3) } },
            Analysis = new Analysis { Metrics = [new MetricSpec { Name = "latency.p50" }] },
            Rounds = new() { Count = 8, Seed = 1 },
        };
        var plan = CampaignPlan.For("stored", spec, 1);
        var start = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        var state = new CampaignState
        {
            StartedAt = start,
            Rounds = [.. Enumerable.Range(1, 8).SelectMany(pair => plan.Sides.Select(side => new RoundRecord(new RoundId(pair, 1, side), Measured(pair, side), [])))],
        };
        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = "stored" }, Spec = spec, Status = StatusBuilder.Ended(plan, state, null, start.AddMinutes(1)) };
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(campaign, ModelJson.Indented));
    }

    private static RoundMeasurement Measured(int pair, Side side) => new()
    {
        Requests = 3000,
        Errors = 0,
        MeasuredSeconds = 3,
        Values = new Dictionary<string, double> { ["latency.p50"] = (side == Side.Candidate ? 12 : 10) + Math.Sin(pair * (side == Side.Candidate ? 1.3 : 2.1)) / 10, ["errorRate"] = 0 },
        Generators = [],
    };
}
