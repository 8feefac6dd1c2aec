using LoadOperator.Model.Status;
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>Whole campaigns with real generator processes, from the manifest to the exit code.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan Fast = LocalCampaign.Steady;
    private static readonly TimeSpan Slow = 3 * Fast;

    [Fact]
    public async Task Run_CandidateThreeTimesAsSlow_IsARegressionWithItsEvidence()
    {
        await using StubServer control = StubServer.Answering(StubServer.Ok, Fast), candidate = StubServer.Answering(StubServer.Ok, Slow);
        using var campaign = new LocalCampaign(candidate.Url, control.Url, pairs: 5);

        var (exitCode, output, errors) = await campaign.RunAsync();

        Assert.True(exitCode == 1, errors + output);
        var status = campaign.Status;
        Assert.Equal((Phase.Completed, Verdict.Regression, Severity.Critical), (status.Phase, status.Verdict, status.Severity));
        Assert.Equal(5, status.Metrics!.Single(m => m.Name == "latency.p50").Candidate.N);
        Assert.Contains("Regression (Critical): latency.p50 +", output, StringComparison.Ordinal);
        var rounds = Directory.GetFiles(Path.Join(campaign.Results, "rounds"), "pair-*.hlog");
        Assert.Equal(10 + 2 * status.Rounds!.Discarded, rounds.Length);
        Assert.Contains("Tag=response,", await File.ReadAllTextAsync(rounds[0], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("# test: Regression", await File.ReadAllTextAsync(Path.Join(campaign.Results, "report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var again = await LoadctlProcess.RunAsync("report", campaign.Results);
        Assert.Equal((1, output), (again.ExitCode, again.Output));
    }

    [Fact(DisableParallelization = true)]
    public async Task Run_SameServiceTwice_IsNoRegression()
    {
        await using var server = StubServer.Answering(StubServer.Ok, Fast);
        using var campaign = new LocalCampaign(server.Url, server.Url, pairs: 8);

        var (exitCode, _, errors) = await campaign.RunAsync();

        Assert.True(exitCode is 0 or 2, errors);
        Assert.NotEqual(Verdict.Regression, campaign.Status.Verdict);
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("answers 500")]
    [InlineData("answers garbage")]
    [InlineData("hangs")]
    [InlineData("dies")]
    public async Task Run_CandidateThat_IsARegressionByItsErrorRate(string fault)
    {
        await using var control = StubServer.Answering(StubServer.Ok, Fast);
        await using var candidate = Faulty(fault);
        if (fault == "refuses") await candidate.DisposeAsync();
        using var campaign = new LocalCampaign(candidate.Url, control.Url);

        var (exitCode, output, errors) = await campaign.RunAsync();

        Assert.True(exitCode == 1, errors + output);
        Assert.Equal((Verdict.Regression, "CandidateUnhealthy", "errorRate"), (campaign.Status.Verdict, campaign.Status.Reason, campaign.Status.Headline!.Metric));
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("answers 500")]
    [InlineData("hangs")]
    [InlineData("dies")]
    public async Task Run_ControlThat_MakesTheCampaignInvalid(string fault)
    {
        await using var candidate = StubServer.Answering(StubServer.Ok, Fast);
        await using var control = Faulty(fault);
        if (fault == "refuses") await control.DisposeAsync();
        using var campaign = new LocalCampaign(candidate.Url, control.Url);

        var (exitCode, output, errors) = await campaign.RunAsync();

        Assert.True(exitCode == 3, errors + output);
        Assert.Equal((Verdict.Invalid, "ControlUnhealthy"), (campaign.Status.Verdict, campaign.Status.Reason));
    }

    [Fact(DisableParallelization = true)]
    public async Task Run_TwoGenerators_ShareTheLoad()
    {
        await using var server = StubServer.Answering(StubServer.Ok, Fast);
        using var campaign = new LocalCampaign(server.Url, server.Url, more: "activeDeadlineSeconds: 60");
        var text = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(campaign.Manifest, text.Replace("generator: {", "generator: {replicas: 2, ", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await campaign.RunAsync();

        Assert.True(exitCode is 0 or 1 or 2, errors + output);
        Assert.Equal(3, campaign.Status.Rounds!.Completed);
        // 6 rounds of 240 arrivals, half of them each.
        Assert.Equal([720, 720], campaign.Status.Generators!.Select(g => g.Worst!.Scheduled));
        Assert.All(campaign.Status.Metrics!.Single(m => m.Name == "errorRate").Candidate.Requests!, n => Assert.Equal(240, n));
    }

    [Fact]
    public async Task Run_ClosedModel_ComparesThroughput()
    {
        await using StubServer control = StubServer.Answering(StubServer.Ok, Fast), candidate = StubServer.Answering(StubServer.Ok, Slow);
        using var campaign = new LocalCampaign(candidate.Url, control.Url, load: "{warmUp: 50ms, keepConstant: {copies: 4, during: 600ms}}");
        var text = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(campaign.Manifest, text.Replace("latency.p50", "throughput", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await campaign.RunAsync();

        Assert.True(exitCode == 1, errors + output);
        Assert.Equal(Better.Higher, campaign.Status.Metrics!.Single(m => m.Name == "throughput").Better);
    }

    private static StubServer Faulty(string fault) => fault switch
    {
        "answers 500" => StubServer.Answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", Fast),
        "answers garbage" => StubServer.Answering("no web server here\r\n\r\n", Fast),
        "hangs" => StubServer.Hanging(),
        // Healthy through the warm-up (at most 10 s of 400 requests) or a part of it, then never answers again.
        "dies" => new StubServer(async (number, stream, stop) =>
        {
            if (number > 1000) return false;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        }),
        _ => StubServer.Answering(StubServer.Ok),
    };
}
