using System.Net;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Requests;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Which connection a request takes, over real sockets.</summary>
public sealed class ConnectionTests
{
    private const string Closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    [Fact]
    public async Task KeepAlive_OneRequestAfterTheOther_TakeOneConnection()
    {
        await using var server = StubServer.Answering(StubServer.Ok);

        var report = await Loads.RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 1, During = Model.Duration.FromMilliseconds(200) } });

        Assert.Equal(0, report.Errors);
        Assert.True(report.Requests > 5, $"{report.Requests} requests in 200 ms");
        // None, where the user was so early that the connection belongs to the warm-up.
        Assert.True(report.Split!.Connect is null || HistogramCodec.Decode(report.Split.Connect).TotalCount == 1);
    }

    [Fact]
    public async Task Close_AfterEachAnswer_EachRequestConnects()
    {
        await using var server = StubServer.Answering(Closing);

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2));

        Assert.Equal((10L, 0L), (report.Requests, report.Errors));
        Assert.Equal(10, HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
    }

    // More at a time than may be opened at once: the others wait for the pace, and not for the answers of those before.
    [Fact]
    public async Task OpenModel_TargetIsSlow_ArrivalsWaitForThePaceAndNotForAnswers()
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, stop);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(10_000, 0.03));

        Assert.Equal((300L, 0L), (report.Requests, report.Errors));
        var queue = HistogramCodec.Decode(report.Split!.Queue!);
        Assert.InRange(queue.TotalCount, 1, 300 - 64);
        Assert.InRange(queue.GetValueAtPercentile(100), 1, 2_000_000_000);
    }

    // The target closes connections that rest; the next round of the same engine must not take that for an error.
    [Fact]
    public async Task RestingConnection_ClosedByTheTarget_IsReplacedUnnoticed()
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
            return false;
        });
        using var engine = new RoundEngine(TimeProvider.System);

        var post = new HttpRequest { Method = "POST" };
        var first = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(5, 0.2), http: post));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        var second = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(5, 0.2), http: post));

        Assert.Equal((1L, 0L, 1L, 0L), (first.Requests, first.Errors, second.Requests, second.Errors));
    }

    // The close crosses the request on the way: here, the target waits for the request and then resets without a word.
    [Theory]
    [InlineData("GET", null, 1)]
    [InlineData("POST", "reset", 0)]
    public async Task RestingConnection_ClosedAsTheRequestComes_IsRetriedOnceWhereThatIsSafe(string method, string? error, long retried)
    {
        await using var server = new StubServer(async (number, stream, stop) =>
        {
            if (number == 2) return false;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        // Two requests, 200 ms apart.
        var report = await Loads.RunAsync(server.Url, Loads.Inject(5, 0.4), http: new HttpRequest { Method = method });

        Assert.Equal((2L, retried), (report.Requests, report.Split!.Retried));
        Assert.Equal(error is null ? [] : [error], report.ErrorsByKind.Keys);
    }

    // Another took the place of the connection that was closed: of those that may be open, one rests.
    [Fact]
    public async Task SendAfresh_NoMoreMayBeOpened_TakesOneThatRests()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        using var loops = new EventLoops();
        using var pool = new ConnectionPool(new TargetAddress { Url = server.Url }, loops, new DescriptorBudget(null), most: 1);
        var owner = new ExchangeOwner();

        foreach (var send in new Action<Exchange>[] { pool.Send, pool.SendAfresh })
        {
            var exchange = await owner.ExchangeAsync(send);
            Assert.Equal((null, 200, 0), (exchange.Error, exchange.Status, exchange.Times.QueueNs));
        }

        Assert.Equal((2, 1), (server.Requests, server.Connections));
    }

    [Fact]
    public async Task BusyConnection_ClosedWithoutAnAnswer_IsAnErrorAndNoRetry()
    {
        await using var server = new StubServer(async (number, stream, stop) =>
        {
            if (number % 2 == 0) return false;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        var report = await Loads.RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 1, During = Model.Duration.FromMilliseconds(100) } });

        Assert.Equal(0, report.Split!.Retried);
        Assert.InRange(report.ErrorsByKind["reset"], report.Requests / 2 - 1, report.Requests / 2 + 1);
    }

    [Fact]
    public async Task Endpoints_Several_TakeRequestsInTurn()
    {
        await using var a = StubServer.Answering(StubServer.Ok);
        await using var b = StubServer.Answering(StubServer.Ok);
        var plan = Loads.Plan("http://orders.shop", Loads.Inject(100, 0.2));

        using var engine = new RoundEngine(TimeProvider.System);
        var report = await Loads.RunAsync(engine, plan with { Target = plan.Target with { Endpoints = [new Uri(a.Url).Authority, new Uri(b.Url).Authority] } });

        Assert.Equal((20L, 0L), (report.Requests, report.Errors));
        Assert.Equal((10, 10), (a.Requests, b.Requests));
    }

    [Fact]
    public async Task Address_OfIpv6_IsReached()
    {
        await using var server = StubServer.Answering(StubServer.Ok, address: IPAddress.IPv6Loopback);

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2));

        Assert.Equal((10L, 0L), (report.Requests, report.Errors));
    }

    [Fact]
    public async Task Host_ThatDoesNotExist_IsAnErrorOfItsKind()
    {
        var report = await Loads.RunAsync("http://no-such-host.invalid", Loads.Inject(50, 0.1));

        Assert.Equal((5L, "resolve"), (report.Errors, Assert.Single(report.ErrorsByKind).Key));
    }

    // Four connections carry 80 requests a second of these, of the 200 that come.
    [Fact]
    public async Task Max_TooFewConnections_QueueCountsInResponseAndNotInServiceTime()
    {
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(50));

        var report = await RunAsync(server.Url, Loads.Inject(200, 0.5), new Connections { Max = 4 });

        Assert.Equal((100L, 0L), (report.Requests, report.Errors));
        Assert.InRange(HistogramCodec.Decode(report.Split!.Connect!).TotalCount, 1, 4);
        Assert.True(P(report.ResponseTime, 90) > 300, $"response time {P(report.ResponseTime, 90)} ms");
        Assert.True(P(report.Split.Queue, 90) > 250, $"queue {P(report.Split.Queue, 90)} ms");
        Assert.True(P(report.ServiceTime, 50) < 150, $"service time {P(report.ServiceTime, 50)} ms");
        Assert.Equal(100, HistogramCodec.Decode(report.ServiceTime!).TotalCount);
    }

    [Fact]
    public async Task Max_RequestThatGivesUpWaiting_HasNoServiceTime()
    {
        await using var server = StubServer.Hanging();

        var report = await RunAsync(server.Url, Loads.Inject(1000, 0.04), new Connections { Max = 1 }, new HttpRequest { Timeout = Model.Duration.FromMilliseconds(500) });

        // The first holds the connection until its time is over; so is that of some behind it, by when that is noticed.
        Assert.Equal((40L, 40L), (report.Requests, report.ErrorsByKind["timeout"]));
        Assert.Equal(40, HistogramCodec.Decode(report.ResponseTime!).TotalCount);
        Assert.InRange(HistogramCodec.Decode(report.ServiceTime!).TotalCount, 1, 39);
        // One whose time is over may still get the connection before that is noticed.
        Assert.InRange(P(report.Split!.Queue, 100), 400, 1000);
    }

    [Fact]
    public async Task PerUser_ClosedModel_EachUserKeepsItsConnection()
    {
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(10));

        var report = await RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 3, During = Model.Duration.FromMilliseconds(300) } }, new Connections { Policy = ConnectionPolicy.PerUser });

        Assert.Equal((0L, 3), (report.Errors, server.Connections));
        Assert.True(report.Requests > 6, $"{report.Requests} requests");
    }

    [Fact]
    public async Task PerUser_OpenModel_EachArrivalIsAUser()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        var twice = new Scenario { Name = "twice", Steps = [new Step { Name = "a", Http = new HttpRequest() }, new Step { Name = "b", Http = new HttpRequest() }] };
        using var engine = new RoundEngine(TimeProvider.System);

        var report = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(50, 0.2), scenario: twice) with { Connections = new Connections { Policy = ConnectionPolicy.PerUser } });

        Assert.Equal((20L, 0L, 10), (report.Requests, report.Errors, server.Connections));
    }

    [Fact]
    public async Task PerUser_ConnectionThatTheTargetCloses_IsReplaced()
    {
        await using var server = StubServer.Answering(Closing);

        var report = await RunAsync(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 2, Iterations = 10 } }, new Connections { Policy = ConnectionPolicy.PerUser });

        Assert.Equal((10L, 0L, 10), (report.Requests, report.Errors, server.Connections));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public async Task PerRequest_EachRequestConnects(int? max)
    {
        await using var server = StubServer.Answering(StubServer.Ok);

        var report = await RunAsync(server.Url, Loads.Inject(100, 0.2), new Connections { Policy = ConnectionPolicy.PerRequest, Max = max });

        Assert.Equal((20L, 0L, 20), (report.Requests, report.Errors, server.Connections));
        Assert.Equal(20, HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
    }

    private static double P(string? histogram, double percentile) => HistogramCodec.Decode(histogram!).GetValueAtPercentile(percentile) / 1e6;

    private static async Task<Model.Contract.RoundReport> RunAsync(string url, Simulation simulation, Connections connections, HttpRequest? http = null)
    {
        using var engine = new RoundEngine(TimeProvider.System);
        return await Loads.RunAsync(engine, Loads.Plan(url, simulation, http: http) with { Connections = connections });
    }
}
