using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;
using static LoadOperator.LoadGeneration.Tests.Rounds.Loads;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

/// <summary>Whole rounds over real sockets on loopback.</summary>
public sealed class RoundExecutionTests
{
    [Fact]
    public async Task OpenModel_HealthyTarget_SendsEveryArrivalAndTimesIt()
    {
        await using var server = StubServer.Answering(StubServer.Ok);

        var report = await RunAsync(server.Url, Inject(200, 1), warmUp: 0.2);

        Assert.Equal(RoundState.Completed, report.State);
        Assert.Equal((200, 0), (report.Requests, report.Errors));
        Assert.Equal((200, 200), (report.Health!.Scheduled, report.Health.Sent));
        Assert.Equal(400, report.BytesReceived);
        Assert.Equal(240, server.Requests);
        Assert.Equal(200, HistogramCodec.Decode(report.ResponseTime!).TotalCount);
        Assert.Equal(200, report.Series.Sum(s => s.Requests));
    }

    // A target that stops answering for 400 ms delays the arrivals that come in the meantime: what they wait is response time.
    [Fact]
    public async Task OpenModel_TargetStalls_ResponseTimeShowsIt()
    {
        var stallUntil = new TaskCompletionSource();
        var (began, stall) = (0L, TimeSpan.Zero);
        await using var server = new StubServer(async (number, stream, stop) =>
        {
            if (number == 50)
            {
                began = TimeProvider.System.GetTimestamp();
                _ = Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, stop).ContinueWith(_ => End(), TaskScheduler.Default);
            }

            if (number >= 50) await stallUntil.Task;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        var report = await RunAsync(server.Url, Inject(200, 1));

        var response = HistogramCodec.Decode(report.ResponseTime!);
        Assert.Equal(200, report.Requests);
        // About 80 of 200 arrivals fall into the stall; half of those wait more than 200 ms, and none for much longer than it took.
        Assert.InRange(response.GetValueAtPercentile(85) / 1e6, 100, stall.TotalMilliseconds);
        Assert.InRange(response.GetValueAtPercentile(99) / 1e6, 330, stall.TotalMilliseconds + 200);

        void End()
        {
            stall = TimeProvider.System.GetElapsedTime(began);
            stallUntil.TrySetResult();
        }
    }

    [Fact]
    public async Task OpenModel_SlowTarget_TimeoutsAreErrorsAndInTheHistogram()
    {
        await using var server = StubServer.Hanging();

        var report = await RunAsync(server.Url, Inject(50, 0.4), http: new HttpRequest { Timeout = Duration.FromMilliseconds(150) });

        Assert.Equal((20, 20), (report.Requests, report.Errors));
        Assert.Equal(20, report.ErrorsByKind["timeout"]);
        Assert.InRange(HistogramCodec.Decode(report.ResponseTime!).GetValueAtPercentile(50) / 1e6, 140, 400);
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "status-500" },
        { "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "status-404" },
        { "I am no web server\r\n\r\n", "protocol" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "protocol" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "reset" },
        { "", "reset" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task OpenModel_BadAnswer_IsAnErrorOfItsKind(string answer, string kind)
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), stop);
            return kind.StartsWith("status", StringComparison.Ordinal);
        });

        var report = await RunAsync(server.Url, Inject(50, 0.2));

        Assert.Equal((RoundState.Completed, 10, 10), (report.State, report.Requests, report.Errors));
        Assert.Equal(kind, Assert.Single(report.ErrorsByKind).Key);
        Assert.Equal(0, report.Health!.OwnErrors);
    }

    [Fact]
    public async Task OpenModel_NobodyListens_IsAConnectError()
    {
        string url;
        await using (var server = StubServer.Answering(StubServer.Ok)) url = server.Url;

        var report = await RunAsync(url, Inject(50, 0.2));

        Assert.Equal(10, report.ErrorsByKind["connect"]);
        Assert.Equal((10, 10), (report.Health!.Sent, report.Requests));
    }

    // A user who is refused tries again after 10 ms, however far off the time-outs are; and of two steps each has its own.
    [Fact]
    public async Task ClosedModel_NobodyListens_UsersTryAgain()
    {
        string url;
        await using (var server = StubServer.Answering(StubServer.Ok)) url = server.Url;

        var report = await RunAsync(url, new Simulation { KeepConstant = new KeepConstant { Copies = 2, During = Duration.FromSeconds(1) } }, http: new HttpRequest { Timeout = Duration.FromSeconds(600) });

        Assert.InRange(report.ErrorsByKind["connect"], 10, 220);
    }

    [Fact]
    public async Task Timeouts_OfSteps_AreEachStepsOwn()
    {
        await using var server = new StubServer(async (number, stream, stop) =>
        {
            if (number % 2 == 0) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(StubServer.Ok), stop);
            return true;
        });
        Step[] steps = [new() { Name = "a", Http = new HttpRequest { Timeout = Duration.FromSeconds(600) } }, new() { Name = "b", Http = new HttpRequest { Timeout = Duration.FromMilliseconds(100) } }];

        var report = await RunAsync(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 1, Iterations = 3 } }, scenario: new Scenario { Name = "two", Steps = steps });

        Assert.Equal([(3, 0), (3, 3)], report.Steps.Select(s => (s.Requests, s.Errors)));
        Assert.Equal(3, report.ErrorsByKind["timeout"]);
    }

    [Fact]
    public async Task ClosedModel_WithoutWarmUp_SendsNothingBeforeItsStart()
    {
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(5));

        var report = await RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 2, During = Duration.FromSeconds(0.2) } });

        Assert.Equal(report.Requests, server.Requests);
    }

    [Fact]
    public async Task Iterations_ClosedModel_EndsWithTheLastOfThem()
    {
        await using var server = StubServer.Answering(StubServer.Ok);

        var report = await RunAsync(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 3, Iterations = 100 } }, warmUp: 0.2);

        Assert.Equal((RoundState.Completed, 100, 0), (report.State, report.Requests, report.Errors));
        Assert.Equal(0, report.Health!.Scheduled);
        Assert.InRange(report.MeasuredSeconds, 0.001, 10);
        Assert.Equal(report.ElapsedSeconds, report.MeasuredSeconds, 0.5);
        Assert.Equal(100, report.Series.Sum(s => s.Requests));
    }

    [Fact]
    public async Task Phases_OfEveryKind_FollowEachOther()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        var during = Duration.FromMilliseconds(200);

        using var engine = new RoundEngine(TimeProvider.System);
        var report = await RunAsync(engine, Plan(server.Url, Inject(1, 1)) with
        {
            Simulations =
            [
                new Simulation { RampingInject = new RampingInject { Rate = 100, During = during } },
                new Simulation { Inject = new Inject { Rate = 100, During = during, Arrivals = ArrivalProcess.Poisson } },
                new Simulation { InjectRandom = new InjectRandom { MinRate = 5, MaxRate = 5, Interval = Duration.FromMilliseconds(100), During = during } },
                new Simulation { Pause = new Pause { During = during } },
                new Simulation { IterationsForInject = new IterationsForInject { Rate = 100, Iterations = 15 } },
                new Simulation { RampingConstant = new RampingConstant { Copies = 2, During = during } },
                new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 2, Iterations = 10 } },
            ],
        });

        // 10 + 20 + 10 + 15 arrivals, and what the users of the ramp came to beside their ten.
        Assert.Equal((55, 55, 0), (report.Health!.Scheduled, report.Health.Sent, report.Errors));
        Assert.True(report.Requests > 65, $"{report.Requests} requests");
        Assert.True(report.MeasuredSeconds > 1.15, $"{report.MeasuredSeconds} s");
    }

    [Fact]
    public async Task ClosedModel_Users_KeepTheTargetBusy()
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, stop);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        var report = await RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 4, During = Duration.FromSeconds(1) } });

        // Four users, each at most 100 times a second, and at least a fifth of that on a busy machine.
        Assert.InRange(report.Requests, 80, 404);
        Assert.Equal((0, 0), (report.Health!.Scheduled, report.Errors));
        Assert.Equal(report.ResponseTime, report.ServiceTime);
    }

    [Fact]
    public async Task Scenario_FailedStep_EndsIt()
    {
        await using var server = StubServer.Answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        var scenario = new Scenario { Name = "two", Steps = [new Step { Name = "a", Http = new HttpRequest() }, new Step { Name = "b", Http = new HttpRequest() }] };

        var report = await RunAsync(server.Url, Inject(50, 0.2), scenario: scenario);

        Assert.Equal([10, 0], report.Steps.Select(s => s.Requests));
    }

    [Fact]
    public async Task Abort_MidRound_EndsItSoonAndKeepsWhatThereIs()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        using var engine = new RoundEngine(TimeProvider.System);
        using var round = engine.Start(Plan(server.Url, Inject(100, 30)));
        while (round.Report().Requests < 10) await Task.Yield();

        round.Abort();
        var report = await round.Completion.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal(RoundState.Aborted, report.State);
        Assert.InRange(report.Requests, 10, 2900);
    }
}
