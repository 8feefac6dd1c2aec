using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;
using static LoadOperator.LoadGeneration.Tests.Rounds.Loads;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

public sealed class ThinkTimeTests
{
    private const int LongMs = 300;

    [Fact]
    public void Draw_SameRun_IsTheSameAndWithinItsBounds()
    {
        var time = CompiledThinkTime.Of(new ThinkTime { Uniform = new UniformTime { Min = Duration.FromMilliseconds(10), Max = Duration.FromMilliseconds(20) } })!.Value;

        var drawn = Enumerable.Range(0, 1000).Select(i => time.Draw((ulong)i, 1)).ToList();

        Assert.Equal(drawn, Enumerable.Range(0, 1000).Select(i => time.Draw((ulong)i, 1)));
        Assert.All(drawn, ns => Assert.InRange(ns, 10_000_000, 20_000_000));
        Assert.InRange(drawn.Average(), 14_500_000, 15_500_000);
        Assert.NotEqual(time.Draw(1, 0), time.Draw(1, 1));
    }

    // Had the time been counted, no second step could be faster than it; a busy machine may make one slow, never all of them.
    [Fact]
    public async Task OpenModel_ThinkTime_SeparatesStepsAndIsNoLatency()
    {
        await using var server = StubServer.Answering(StubServer.Ok);

        var report = await RunAsync(server.Url, Inject(50, 0.4), scenario: TwoSteps(LongMs));

        Assert.Equal((40L, 0L), (report.Requests, report.Errors));
        Assert.True(report.ElapsedSeconds >= 0.38 + LongMs / 1e3, $"the last scenario ended after {report.ElapsedSeconds} s");
        Assert.InRange(HistogramCodec.Decode(report.Steps[1].ResponseTime!).GetValueAtPercentile(10) / 1e6, 0, LongMs / 2);
    }

    [Fact]
    public async Task ClosedModel_ThinkTimeAfterTheLastStep_IsBeforeTheNextScenario()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        var scenario = new Scenario { Name = "s", Steps = [new Step { Name = "a", Http = new HttpRequest(), ThinkTime = Constant(LongMs) }] };

        var report = await RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 2, During = Duration.FromSeconds(1) } }, scenario: scenario);

        // At 0, 0.3, 0.6 and 0.9 s at the most; and nobody waits for what will not come.
        Assert.InRange(report.Requests, 2, 8);
    }

    [Fact]
    public async Task Iterations_ClosedModel_EndWithoutThinkingAfterTheLast()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        var scenario = new Scenario { Name = "s", Steps = [new Step { Name = "a", Http = new HttpRequest(), ThinkTime = Constant(100_000) }] };

        var report = await RunAsync(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 3, Iterations = 3 } }, scenario: scenario);

        Assert.Equal((RoundState.Completed, 3L), (report.State, report.Requests));
    }

    [Fact]
    public async Task ClosedModel_FailedStep_EndsTheScenarioAndTheUserThinks()
    {
        await using var server = StubServer.Answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");

        var report = await RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 1, During = Duration.FromSeconds(1) } }, scenario: TwoSteps(LongMs));

        Assert.InRange(report.Requests, 1, 4);
        Assert.Equal([report.Requests, 0], report.Steps.Select(s => s.Requests));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_UsersWhoThink_AreNotWaitedFor(bool isOpen)
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        using var engine = new RoundEngine(TimeProvider.System);
        var simulation = isOpen ? Inject(100, 30) : new Simulation { KeepConstant = new KeepConstant { Copies = 10, During = Duration.FromSeconds(30) } };
        using var round = engine.Start(Plan(server.Url, simulation, scenario: TwoSteps(100_000)));
        while (round.Report().Requests < 10) await Task.Yield();

        round.Abort();
        var report = await round.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((RoundState.Aborted, 0L), (report.State, report.Steps[1].Requests));
    }

    private static Scenario TwoSteps(int thinkMs) => new()
    {
        Name = "s",
        Steps = [new Step { Name = "a", Http = new HttpRequest(), ThinkTime = Constant(thinkMs) }, new Step { Name = "b", Http = new HttpRequest() }],
    };

    private static ThinkTime Constant(int milliseconds) => new() { Constant = Duration.FromMilliseconds(milliseconds) };
}
