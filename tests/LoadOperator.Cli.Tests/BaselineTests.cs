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
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary><c>loadctl baseline</c> on results as <c>run</c> leaves them.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadctl-baseline-");

    private string Baseline => Path.Join(_folder.FullName, "orders.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Baseline_CreateAppendPin_CanBeShownComparedAndExported()
    {
        await OkAsync("create", Store("one", 10), "--name", "orders", "--out", Baseline, "--image", "sha256:a");
        await OkAsync("append", Baseline, Store("two", 12), "--image", "sha256:b");
        await OkAsync("pin", Baseline, "1");

        var shown = await OkAsync("show", Baseline);
        Assert.Contains("1 (pinned)", shown, StringComparison.Ordinal);
        Assert.Contains("NAME    SAMPLES  REVISIONS  FROM  READY  AGE", shown, StringComparison.Ordinal);
        var difference = await OkAsync("diff", Baseline);
        Assert.Contains("+20.0%", difference, StringComparison.Ordinal);
        Assert.Contains("images: sha256:a then, sha256:b now", difference, StringComparison.Ordinal);
        Assert.Contains("kind: BaselineRevision", await OkAsync("export", Baseline, "--revision", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_CampaignThatDidNotPass_IsRefusedAndWritesNothing()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("baseline", "create", Store("slow", 10_000), "--name", "orders", "--out", Baseline);

        Assert.Equal(64, exitCode);
        Assert.Contains("only from a campaign that passed", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Baseline));
    }

    [Fact]
    public async Task Baseline_WrongUse_SaysWhatIsAllowed()
    {
        await OkAsync("create", Store("one", 10), "--name", "orders", "--out", Baseline);

        Assert.Contains("exists; loadctl baseline append adds to it", await RefusedAsync("create", Store("two", 10), "--name", "orders", "--out", Baseline), StringComparison.Ordinal);
        Assert.Contains("is revision 1 already", await RefusedAsync("append", Baseline, Store("one", 10)), StringComparison.Ordinal);
        Assert.Contains("there is no revision 7; there is 1", await RefusedAsync("pin", Baseline, "7"), StringComparison.Ordinal);
        Assert.Contains("there is no revision before 1", await RefusedAsync("diff", Baseline), StringComparison.Ordinal);
        Assert.Contains("--name: 'A B': allowed: up to 52", await RefusedAsync("create", Store("one", 10), "--name", "A B"), StringComparison.Ordinal);
        Assert.Contains("try 'loadctl baseline create --help'", await RefusedAsync("create", Store("one", 10)), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await RefusedAsync("show", Baseline + ".not"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AgainstABaseline_MeasuresTheCandidateAloneAndFailsClosedOnAShortHistory()
    {
        await using var server = StubServer.Answering(StubServer.Ok, LocalCampaign.Steady);
        using var campaign = new LocalCampaign(server.Url, server.Url);
        var manifest = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
        var control = $"{{control: {{url: '{server.Url}'}}}}";
        Assert.Contains(control, manifest, StringComparison.Ordinal);
        await WriteAsync(campaign, manifest.Replace(control, "{mode: None}\n  objectives: [{metric: latency.p50, maxDuration: 30s}]", StringComparison.Ordinal));
        var (measured, _, why) = await campaign.RunAsync();
        Assert.True(measured == 0, why);
        await OkAsync("create", campaign.Results, "--name", "orders", "--out", Baseline, "--image", "sha256:a");

        await WriteAsync(campaign, manifest.Replace(control, "{baselineRef: {name: orders}}", StringComparison.Ordinal));
        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("run", "-f", campaign.Manifest, "--out", campaign.Results, "--baseline", Baseline);

        Assert.True(exitCode == 2, output + errors);
        Assert.Equal((Design.Historical, "HistoryTooShort"), (campaign.Status.Design!.Value, campaign.Status.Reason));
        Assert.Contains("against baseline orders, 3 of 3 rounds", output, StringComparison.Ordinal);
        Assert.Equal(0, (await LoadctlProcess.RunAsync("verify", campaign.Results)).ExitCode);
        Assert.Contains("Three measurements of one image", (await LoadctlProcess.RunAsync("explain", campaign.Results)).Output, StringComparison.Ordinal);

        var without = await campaign.RunAsync();
        Assert.Equal(64, without.ExitCode);
        Assert.Contains("spec.comparison.baselineRef.name: 'orders': on this machine a baseline is a file; give it with --baseline FILE", without.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnPassed_AppendsToTheFileAndOnlyWhatPassed()
    {
        await using var server = StubServer.Answering(StubServer.Ok, LocalCampaign.Steady);
        using var campaign = new LocalCampaign(server.Url, server.Url);
        var manifest = (await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken))
            .Replace($"{{control: {{url: '{server.Url}'}}}}", "{mode: None}\n  objectives: [{metric: latency.p50, maxDuration: 30s}]\n  onPassed: {appendTo: {baseline: orders}}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Baseline, "{apiVersion: loadoperator.dev/v1alpha1, kind: Baseline, metadata: {name: orders}, spec: {}}", TestContext.Current.CancellationToken);

        await WriteAsync(campaign, manifest);
        Assert.Contains("spec.onPassed.appendTo.baseline: 'orders': on this machine a baseline is a file; give it with --baseline FILE", (await campaign.RunAsync()).Errors, StringComparison.Ordinal);
        var passed = await LoadctlProcess.RunAsync("run", "-f", campaign.Manifest, "--out", campaign.Results, "--baseline", Baseline, "--image", "sha256:a");
        Assert.True(passed.ExitCode == 0, passed.Output + passed.Errors);
        Assert.Contains($"{Baseline}: revision 1 of baseline orders", passed.Errors, StringComparison.Ordinal);

        await WriteAsync(campaign, manifest.Replace("maxDuration: 30s", "maxDuration: 1ms", StringComparison.Ordinal));
        Assert.Equal(1, (await LoadctlProcess.RunAsync("run", "-f", campaign.Manifest, "--out", campaign.Results, "--baseline", Baseline)).ExitCode);
        Assert.Contains("orders  3        1 ", await OkAsync("show", Baseline), StringComparison.Ordinal);
        Assert.Equal(0, (await LoadctlProcess.RunAsync("lint", "-f", Baseline)).ExitCode);
    }

    private static Task WriteAsync(LocalCampaign campaign, string manifest) => File.WriteAllTextAsync(campaign.Manifest, manifest, TestContext.Current.CancellationToken);

    private static async Task<string> OkAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await LoadctlProcess.RunAsync(["baseline", .. arguments]);
        Assert.True(exitCode == 0, output + errors);
        return output;
    }

    private static async Task<string> RefusedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await LoadctlProcess.RunAsync(["baseline", .. arguments]);
        Assert.True(exitCode == 64, output + errors);
        return errors;
    }

    private string Store(string name, double latencyMs)
    {
        var spec = new LoadCampaignSpec
        {
            Candidate = new Target { Url = "http://127.0.0.1:2" },
            Workload = new Workload { Http = new HttpRequest() },
            Load = new Load { Inject = new Inject { Rate = 1000, During = Duration.FromSeconds(3) } },
            Objectives = [new Objective { Metric = "latency.p50", MaxDuration = Duration.FromSeconds(1) }],
            Rounds = new() { Count = 5, Seed = 1 },
        };
        var plan = CampaignPlan.For(name, spec, 1);
        var start = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        var state = new CampaignState { StartedAt = start, Rounds = [.. Enumerable.Range(1, 5).Select(round => new RoundRecord(new RoundId(round, 1, Side.Candidate), Measured(latencyMs, round), []))] };
        var campaign = new LoadCampaign { Metadata = new V1ObjectMeta { Name = name }, Spec = spec, Status = StatusBuilder.Ended(plan, state, null, start.AddMinutes(1)) };
        var file = Path.Join(_folder.FullName, name + ".json");
        File.WriteAllText(file, JsonSerializer.Serialize(campaign, ModelJson.Indented));
        return file;
    }

    private static RoundMeasurement Measured(double latencyMs, int round) => new()
    {
        Requests = 3000,
        Errors = 0,
        MeasuredSeconds = 3,
        Values = new[] { "latency.p50", "latency.p95", "latency.p99" }.ToDictionary(m => m, _ => latencyMs * (1 + 0.01 * Math.Sin(round))).Append(new("errorRate", 0)).ToDictionary(),
        Generators = [],
    };
}
