using LoadOperator.Model.Status;
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>What ends a campaign before its time. Whatever it is, no process is left behind.</summary>
public sealed class InterruptionTests : IAsyncDisposable
{
    private const string LongRounds = "{warmUp: 50ms, inject: {rate: 100, during: 20s}}";

    private readonly StubServer _server = StubServer.Answering(StubServer.Ok, LocalCampaign.Steady);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_MidRound_EndsInOrderAndKeepsWhatThereIs(string signal)
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, LongRounds);
        using var loadctl = campaign.Start();
        await loadctl.SeesAsync("0 of 3 pairs done");
        var generators = loadctl.Generators();

        loadctl.Signal(signal);

        Assert.Equal(130, await loadctl.ExitAsync());
        Assert.Equal((Phase.Failed, "Interrupted"), (campaign.Status.Phase, campaign.Status.Reason));
        Assert.NotEmpty(generators);
        Assert.DoesNotContain(generators, LoadctlProcess.IsAlive);
        Assert.NotEmpty(Directory.GetFiles(Path.Join(campaign.Results, "rounds"), "warm-up-*.hlog"));
    }

    [Fact]
    public async Task Sigkill_OfLoadctl_LeavesNoGeneratorBehind()
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, LongRounds);
        using var loadctl = campaign.Start();
        await loadctl.SeesAsync("0 of 3 pairs done");
        var generators = loadctl.Generators();

        loadctl.Signal("KILL");

        await loadctl.ExitAsync();
        Assert.NotEmpty(generators);
        await LoadctlProcess.GoneAsync(generators);
    }

    [Theory(DisableParallelization = true)]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Signal_ToAGenerator_RunsThePairAgain(string signal)
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, "{warmUp: 50ms, inject: {rate: 200, during: 1500ms}}");
        using var loadctl = campaign.Start();
        await loadctl.SeesAsync("0 of 3 pairs done");

        LoadctlProcess.Signal(Assert.Single(loadctl.Generators()), signal);

        Assert.True(await loadctl.ExitAsync() is 0 or 1 or 2, loadctl.Errors);
        Assert.Equal((3, 1), (campaign.Status.Rounds!.Completed, campaign.Status.Rounds.Discarded));
        Assert.Contains("lost", loadctl.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigkill_OfEveryGenerator_SpendsTheBudget()
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, LongRounds);
        var text = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(campaign.Manifest, text.Replace("maxDiscarded: 2", "maxDiscarded: 0", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var loadctl = campaign.Start();
        await loadctl.SeesAsync("0 of 3 pairs done");

        LoadctlProcess.Signal(Assert.Single(loadctl.Generators()), "KILL");

        Assert.Equal(3, await loadctl.ExitAsync());
        Assert.Equal((Phase.Failed, "DiscardBudgetSpent"), (campaign.Status.Phase, campaign.Status.Reason));
    }

    [Fact(DisableParallelization = true)]
    public async Task Sigstop_OfTheGenerator_MakesTheRoundInvalid()
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, "{warmUp: 50ms, inject: {rate: 200, during: 2s}}");
        var text = await File.ReadAllTextAsync(campaign.Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(campaign.Manifest, text.Replace("maxLatePercent: 100", "maxLatePercent: 20", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var loadctl = campaign.Start();
        await loadctl.SeesAsync("0 of 3 pairs done");
        var generator = Assert.Single(loadctl.Generators());
        // In the middle of a round: one that is stopped before it begins is late as a whole, and says so instead.
        await AnswersAsync(_server.Requests + 50);

        LoadctlProcess.Signal(generator, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        LoadctlProcess.Signal(generator, "CONT");

        Assert.True(await loadctl.ExitAsync() is 0 or 1 or 2, loadctl.Errors);
        Assert.Contains("of the arrivals late, allowed 20 %", Assert.Single(campaign.Status.Rounds!.DiscardReasons!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_MidRound_FailsWithTheReason()
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url, LongRounds, more: "activeDeadlineSeconds: 8");

        var (exitCode, _, errors) = await campaign.RunAsync();

        Assert.True(exitCode == 3, errors);
        Assert.Equal((Phase.Failed, "DeadlineExceeded", 0), (campaign.Status.Phase, campaign.Status.Reason, campaign.Status.Rounds!.Discarded));
    }

    [Fact]
    public async Task Output_CannotBeWritten_FailsBeforeAnyLoad()
    {
        using var campaign = new LocalCampaign(_server.Url, _server.Url);

        // A folder below a file can be made by nobody, not even by root.
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("run", "-f", campaign.Manifest, "--out", Path.Join(campaign.Manifest, "results"));

        Assert.Equal(3, exitCode);
        Assert.Contains("Failed, ResultNotStored", errors, StringComparison.Ordinal);
        Assert.Equal(0, _server.Requests);
    }

    private async Task AnswersAsync(long requests)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_server.Requests < requests) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
    }
}
