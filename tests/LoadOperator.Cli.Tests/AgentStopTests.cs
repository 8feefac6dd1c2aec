using LoadOperator.AgentClient;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>A generator as a program, told to stop by SIGTERM as a node or a pod's end does.</summary>
public sealed class AgentStopTests
{
    private static readonly Dictionary<string, Simulation> Loads = new()
    {
        ["open"] = new() { Inject = new Inject { Rate = 200, During = Duration.FromSeconds(600) } },
        ["users"] = new() { KeepConstant = new KeepConstant { Copies = 4, During = Duration.FromSeconds(600) } },
        ["iterations"] = new() { IterationsForConstant = new IterationsForConstant { Copies = 4, Iterations = 50_000_000 } },
    };

    public static TheoryData<string, bool> Rounds => new MatrixTheoryData<string, bool>(Loads.Keys, [true, false]);

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Sigterm_MidRound_EndsSoonAndCallsNoRoundComplete(string load, bool answers)
    {
        await using var target = answers ? StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(2)) : StubServer.Hanging();
        await using var agents = await Agents.StartAsync(1);
        using var client = agents.ClientFor(agents.UrlOf(0));
        await client.PlanAsync(PlanOf(target.Url, Loads[load]), Cancel);
        var states = new List<RoundState>();
        while (target.Requests < 4) await SeeAsync(client, states);

        LoadctlProcess.Signal(agents.PidOf(0), "TERM");

        // It answers for a moment more, or not at all.
        await Assert.ThrowsAsync<GeneratorLostException>(async () =>
        {
            while (true) await SeeAsync(client, states);
        });
        Assert.Equal(0, await agents.ExitAsync(0));
        Assert.All(states, s => Assert.Contains(s, (RoundState[])[RoundState.Waiting, RoundState.Running, RoundState.Aborted]));
    }

    [Fact]
    public async Task Sigterm_WithoutARound_Ends()
    {
        await using var agents = await Agents.StartAsync(1);

        LoadctlProcess.Signal(agents.PidOf(0), "TERM");

        Assert.Equal(0, await agents.ExitAsync(0));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task SeeAsync(GeneratorClient client, List<RoundState> states)
    {
        states.Add((await client.GetReportAsync("r", Cancel)).State);
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
    }

    private static RoundPlan PlanOf(string url, Simulation load) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = url },
        Scenarios = [new Scenario { Name = "default", Steps = [new Step { Name = "request", Http = new HttpRequest { Timeout = Duration.FromSeconds(600) } }] }],
        Simulations = [load],
        Seed = 1,
        Share = Share.Whole,
        StartAt = TimeProvider.System.GetUtcNow(),
    };
}
