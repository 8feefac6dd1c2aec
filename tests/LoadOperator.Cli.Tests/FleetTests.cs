using LoadOperator.AgentClient;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>Several generators, as programs, sharing one load.</summary>
[TestClass(DisableParallelization = true)]
public sealed class FleetTests
{
    private static readonly IReadOnlyList<MetricName> Metrics = [MetricName.Parse("latency.p99"), MetricName.Parse("throughput")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Run_SeveralGenerators_SendTheScheduleOnceAndTogether(int count)
    {
        await using var target = StubServer.Answering(StubServer.Ok);
        await using var agents = await Agents.StartAsync(count);

        var round = await agents.Fleet.RunAsync(Plan(target, seconds: 1), Metrics, null, Cancel);

        Assert.Equal((403, 0), (round.Measurement.Requests, round.Measurement.Errors));
        Assert.Equal(403, target.Requests);
        Assert.Equal(403, round.ResponseTime.TotalCount);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (403L - i + count - 1) / count), round.Measurement.Generators.Select(g => g.Sent));
        // One machine, one clock: what was measured of it is how well it is measured.
        Assert.All(round.Measurement.Generators, g => Assert.InRange(g.ClockAheadMs!.Value, -g.ClockUncertaintyMs!.Value - 1, g.ClockUncertaintyMs.Value + 1));
        await agents.Fleet.ForgetAsync("r");
    }

    [Fact]
    public async Task Run_OneIsKilled_IsNoticedWithinASecond()
    {
        await using var target = StubServer.Answering(StubServer.Ok);
        await using var agents = await Agents.StartAsync(2);
        var under = new TaskCompletionSource();
        var run = agents.Fleet.RunAsync(Plan(target, seconds: 30), Metrics, reports => { if (reports.All(r => r.Requests > 0)) under.TrySetResult(); }, Cancel);
        await Task.WhenAny(under.Task, run);

        agents.Kill(1);

        await Assert.ThrowsAsync<GeneratorLostException>(() => run.WaitAsync(TimeSpan.FromSeconds(1), Cancel));
    }

    // Its machine is gone: no connection is closed, and no packet answered. Without a watch on that, the call would take its five seconds.
    [Fact]
    public async Task Run_OneFallsSilent_IsNoticedLongBeforeItsCallTimesOut()
    {
        await using var target = StubServer.Answering(StubServer.Ok);
        await using var agents = await Agents.StartAsync(1);
        await using var cable = new BlackHole(agents.UrlOf(0));
        using var client = agents.ClientFor(cable.Url);
        var underWay = new TaskCompletionSource();
        var run = new GeneratorFleet([client], TimeProvider.System).RunAsync(Plan(target, seconds: 30), Metrics, reports => { if (reports.All(r => r.Requests > 0)) underWay.TrySetResult(); }, Cancel);
        await Task.WhenAny(underWay.Task, run);

        var before = TimeProvider.System.GetTimestamp();
        cable.Cut();

        await Assert.ThrowsAsync<GeneratorLostException>(() => run);
        Assert.InRange(TimeProvider.System.GetElapsedTime(before).TotalSeconds, 0, 3);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RoundPlan Plan(StubServer target, double seconds) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = target.Url },
        Scenarios = [new Scenario { Name = "default", Steps = [new Step { Name = "request", Http = new HttpRequest() }] }],
        Simulations = [new Simulation { Inject = new Inject { Rate = 403, During = Duration.FromSeconds(seconds) } }],
        Seed = 1,
        Share = Share.Whole,
        StartAt = TimeProvider.System.GetUtcNow(),
    };
}
