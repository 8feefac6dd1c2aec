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
        await SeeAsync(client, states, () => target.Requests >= 4);

        LoadctlProcess.Signal(agents.PidOf(0), "TERM");

        // It answers for a moment more, or not at all.
        await Assert.ThrowsAsync<GeneratorLostException>(() => SeeAsync(client, states, () => false));
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

    /// <summary>Asks again and again how the round is.</summary>
    private static async Task SeeAsync(GeneratorClient client, List<RoundState> states, Func<bool> isEnough)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isEnough())
        {
            states.Add((await client.GetReportAsync("r", patience.Token)).State);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static RoundPlan PlanOf(string url, Simulation load) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = url },
        Scenarios = [new Scenario { Name = "default", Steps = [new Step { Name = "request", Http = new HttpRequest { Timeout = Duration.FromSeconds(600) } }] }],
        Simulations = [load],
        Seed = 1,
        Share = Share.Whole,
        // A generator that is new takes its time over its first plan.
        StartAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1),
    };
}
