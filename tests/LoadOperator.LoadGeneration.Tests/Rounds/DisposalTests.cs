using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Tests.Http2;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;
using Microsoft.AspNetCore.Http;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

/// <summary>Rounds that are disposed of in the middle: nothing of them goes on.</summary>
public sealed class DisposalTests
{
    private static readonly Dictionary<string, Simulation> Simulations = new()
    {
        ["open"] = Loads.Inject(200, 600),
        ["users"] = new() { KeepConstant = new KeepConstant { Copies = 8, During = Duration.FromSeconds(600) } },
        ["iterations"] = new() { IterationsForConstant = new IterationsForConstant { Copies = 8, Iterations = 1_000_000_000 } },
    };

    public static TheoryData<string, ConnectionPolicy> Loaded => new MatrixTheoryData<string, ConnectionPolicy>(Simulations.Keys, Enum.GetValues<ConnectionPolicy>());

    [Theory]
    [MemberData(nameof(Loaded))]
    public async Task Engine_DisposedInMidRound_SendsNothingMoreAndClosesEveryConnection(string simulation, ConnectionPolicy policy)
    {
        // Slow enough that requests are under way.
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(20));
        var engine = new RoundEngine(TimeProvider.System);
        var round = engine.Start(Loads.Plan(server.Url, Simulations[simulation]) with { Connections = new Connections { Policy = policy } });
        await UntilAsync(() => server.Requests > 20);

        engine.Dispose();

        Assert.True(round.Completion.IsCompleted);
        Assert.Equal(RoundState.Aborted, (await round.Completion).State);
        Assert.Throws<ObjectDisposedException>(() => engine.Start(Loads.Plan(server.Url, Simulations[simulation])));
        await UntilAsync(() => server.OpenConnections == 0);
        // Without a connection nothing can come; nor is one opened.
        var (requests, connections) = (server.Requests, server.Connections);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((requests, connections), (server.Requests, server.Connections));
    }

    [Theory]
    [InlineData(ConnectionPolicy.Pool)]
    [InlineData(ConnectionPolicy.PerUser)]
    [InlineData(ConnectionPolicy.PerRequest)]
    public async Task Http2Engine_DisposedInMidRound_GivesUpWhatIsUnderWay(ConnectionPolicy policy)
    {
        var (begun, underWay) = (0, 0);
        await using var server = await Http2Server.StartAsync(async context =>
        {
            Interlocked.Increment(ref begun);
            Interlocked.Increment(ref underWay);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, context.RequestAborted);
                await context.Response.WriteAsync("ok", context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The generator has gone.
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        });
        var engine = new RoundEngine(TimeProvider.System);
        var round = engine.Start(Loads.Plan(server.Url, Simulations["users"], protocol: HttpProtocol.Http2) with { Connections = new Connections { Policy = policy } });
        await UntilAsync(() => Volatile.Read(ref begun) > 20);

        engine.Dispose();

        Assert.Equal(RoundState.Aborted, (await round.Completion).State);
        await UntilAsync(() => Volatile.Read(ref underWay) == 0);
        // The server may still read what was sent before.
        int seen;
        var looks = 0;
        do
        {
            Assert.True(++looks < 50, "requests are sent on and on");
            seen = Volatile.Read(ref begun);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        while (seen != Volatile.Read(ref begun));
    }

    // Its users think for long, and their target never answers.
    [Fact]
    public async Task Round_DisposedInMidRound_HasEndedAndTheEngineRunsTheNext()
    {
        await using var hanging = StubServer.Hanging();
        await using var server = StubServer.Answering(StubServer.Ok);
        using var engine = new RoundEngine(TimeProvider.System);
        var step = new Step { Name = "a", Http = new Model.Spec.HttpRequest(), ThinkTime = new ThinkTime { Constant = Duration.FromSeconds(600) } };
        var rounds = new[] { hanging.Url, server.Url }.Select(url => engine.Start(Loads.Plan(url, Simulations["users"], scenario: new Scenario { Name = "s", Steps = [step] }))).ToList();
        await UntilAsync(() => hanging.Requests == 8 && server.Requests == 8);

        foreach (var round in rounds)
        {
            round.Dispose();
            Assert.True(round.Completion.IsCompleted);
            round.Dispose();
            // Whoever holds on to it may abort it, and what of it fails belatedly does.
            round.Abort();
        }

        Assert.Equal(10, (await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(100, 0.1)))).Requests);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isSo()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }
}
