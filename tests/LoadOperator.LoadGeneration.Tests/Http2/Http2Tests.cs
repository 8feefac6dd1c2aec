using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;
using Microsoft.AspNetCore.Http;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;
using HttpRequest = LoadOperator.Model.Spec.HttpRequest;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>Whole rounds over HTTP/2.</summary>
public sealed class Http2Tests
{
    [Fact]
    public async Task Request_AllOfIt_ArrivesAsItWasWritten()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await Http2Server.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = context.Request;
            seen.Enqueue($"{request.Protocol} {request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget} {request.Host} {request.ContentType} {request.Headers["x-note"]} {await reader.ReadToEndAsync()}");
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("created");
        });

        var report = await RunAsync(server.Url, new HttpRequest
        {
            Method = "POST",
            Path = "/a/../b%2Fc?q=1&r=%20",
            Headers = new Dictionary<string, string> { ["Host"] = "orders.shop", ["Content-Type"] = "text/plain", ["x-note"] = "grün", ["Connection"] = "close" },
            Body = "order {{seq}}",
        });

        Assert.Equal((10, 0), (report.Requests, report.Errors));
        Assert.Equal(70, report.BytesReceived);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"HTTP/2 POST /a/../b%2Fc?q=1&r=%20 orders.shop text/plain grün order {i}").Order(), seen.Order());
    }

    [Fact]
    public async Task Answer_ForLaterSteps_IsLookedInto()
    {
        var seen = new ConcurrentBag<string>();
        await using var server = await Http2Server.StartAsync(async context =>
        {
            seen.Add(context.Request.Path);
            context.Response.Headers["x-place"] = "Aisle 7";
            await context.Response.WriteAsync("""{"id": 17}""");
        });
        var scenario = new Scenario
        {
            Name = "buy",
            Steps =
            [
                new Step
                {
                    Name = "create",
                    Http = new HttpRequest(),
                    Extract = [new Extraction { Name = "id", From = new ExtractionSource { JsonPath = "$.id" } }, new Extraction { Name = "aisle", From = new ExtractionSource { Header = "X-Place", Regex = @"\d" } }],
                },
                new Step { Name = "read", Http = new HttpRequest { Path = "/orders/{{id}}/{{aisle}}" } },
            ],
        };

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.1), scenario: scenario, protocol: HttpProtocol.Http2);

        Assert.Equal((10, 0), (report.Requests, report.Errors));
        Assert.Equal(5, seen.Count(path => path == "/orders/17/7"));
    }

    [Fact]
    public async Task Requests_AllOfThem_ShareAConnection()
    {
        var connections = new ConcurrentDictionary<string, bool>();
        await using var server = await Http2Server.StartAsync(async context =>
        {
            connections[context.Connection.Id] = true;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        });

        var report = await Loads.RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 8, During = Duration.FromMilliseconds(300) } }, protocol: HttpProtocol.Http2);

        Assert.Equal(0, report.Errors);
        Assert.Single(connections);
        Assert.Equal(report.Requests, HistogramCodec.Decode(report.Split!.FirstByte!).TotalCount);
    }

    [Fact]
    public async Task Requests_MoreThanAConnectionMayCarry_TakeAnother()
    {
        var connections = new ConcurrentDictionary<string, bool>();
        await using var server = await Http2Server.StartAsync(
            async context =>
            {
                connections[context.Connection.Id] = true;
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            },
            streams: 2);

        var report = await Loads.RunAsync(server.Url, new Simulation { KeepConstant = new KeepConstant { Copies = 6, During = Duration.FromMilliseconds(400) } }, protocol: HttpProtocol.Http2);

        Assert.Equal(0, report.Errors);
        Assert.True(connections.Count >= 3, $"{connections.Count} connections for 6 users, 2 to each");
    }

    [Theory]
    [InlineData(ConnectionPolicy.PerUser, true, 10)]
    [InlineData(ConnectionPolicy.PerUser, false, 4)]
    [InlineData(ConnectionPolicy.PerRequest, true, 20)]
    [InlineData(ConnectionPolicy.PerRequest, false, null)]
    [InlineData(ConnectionPolicy.Pool, true, 1)]
    public async Task Requests_OfAPolicy_TakeItsConnections(ConnectionPolicy policy, bool isOpen, int? expected)
    {
        var connections = new ConcurrentDictionary<string, int>();
        await using var server = await Http2Server.StartAsync(context =>
        {
            connections.AddOrUpdate(context.Connection.Id, 1, (_, n) => n + 1);
            return Task.CompletedTask;
        });
        var scenario = new Scenario { Name = "s", Steps = [new Step { Name = "a", Http = new HttpRequest() }, new Step { Name = "b", Http = new HttpRequest() }] };
        var closed = new Simulation { KeepConstant = new KeepConstant { Copies = 4, During = Duration.FromMilliseconds(200) } };
        using var engine = new RoundEngine(TimeProvider.System);

        var report = await Loads.RunAsync(engine, Loads.Plan(server.Url, isOpen ? Loads.Inject(50, 0.2) : closed, scenario: scenario, protocol: HttpProtocol.Http2) with { Connections = new Connections { Policy = policy } });

        Assert.Equal(0, report.Errors);
        Assert.Equal(expected ?? report.Requests, connections.Count);
        Assert.Equal(report.Requests, connections.Values.Sum());
        Assert.Equal(connections.Count, HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
    }

    [Fact]
    public async Task Connections_ThatHaveClosed_AreStillCounted()
    {
        using var certificate = TestCertificate.Of("orders.shop");
        await using var server = await Http2Server.StartAsync(_ => Task.CompletedTask, certificate);
        using var loops = new EventLoops();
        using var driver = new Http2Driver(new TargetAddress { Url = server.Url, Protocol = HttpProtocol.Http2, Tls = new TargetTls { CaBundle = certificate.ExportCertificatePem(), ServerName = "orders.shop" } }, loops, new DescriptorBudget(null), ConnectionPolicy.PerRequest);
        var request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: orders.shop\r\n\r\n");
        var owner = new Owner();
        var exchange = new Exchange(owner, opensAtOnce: true);

        for (var i = 0; i < 5; i++)
        {
            exchange.Begin(request, default, MonotonicClock.Now, 5_000_000_000, kept: null);
            driver.Send(exchange);
            await owner.Ended.Reader.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal((null, 200), (exchange.Error, exchange.Status));
        }

        // Hello, end of the handshake and request are three segments at least.
        Assert.True(!OperatingSystem.IsLinux() || driver.Counts().Sent >= 15, $"{driver.Counts()}");
        driver.RestartCounts();
        Assert.Equal(0, driver.Counts().Sent);
    }

    [Fact]
    public async Task Tls_CertificateOfTheBundleAndName_IsTrustedAndNoOther()
    {
        using var certificate = TestCertificate.Of("orders.shop");
        await using var server = await Http2Server.StartAsync(_ => Task.CompletedTask, certificate);
        TargetTls right = new() { CaBundle = certificate.ExportCertificatePem(), ServerName = "orders.shop" };

        var trusted = await RunAsync(server.Url, new HttpRequest(), right);
        var wrongName = await RunAsync(server.Url, new HttpRequest(), right with { ServerName = "other.shop" });

        Assert.Equal((10, 0), (trusted.Requests, trusted.Errors));
        Assert.True(HistogramCodec.Decode(trusted.Split!.Tls!).TotalCount >= 1);
        Assert.Equal(10, wrongName.ErrorsByKind["tls"]);
    }

    [Fact]
    public async Task Tls_TargetWithoutHttp2_IsAProtocolError()
    {
        using var certificate = TestCertificate.Of("orders.shop");
        await using var server = StubServer.Answering(StubServer.Ok, certificate: certificate);

        var report = await RunAsync(server.Url, new HttpRequest(), new TargetTls { CaBundle = certificate.ExportCertificatePem(), ServerName = "orders.shop" });

        Assert.Equal(10, report.Errors);
        Assert.All(report.ErrorsByKind.Keys, kind => Assert.True(kind is "protocol" or "tls", kind));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("timeout")]
    [InlineData("status-503")]
    public async Task Answer_ThatFails_IsAnErrorOfItsKind(string kind)
    {
        await using var server = await Http2Server.StartAsync(async context =>
        {
            if (kind == "reset") context.Abort();
            else if (kind == "timeout") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            else context.Response.StatusCode = 503;
        });

        var report = await RunAsync(server.Url, new HttpRequest { Timeout = Duration.FromMilliseconds(kind == "timeout" ? 300 : 5000) });

        Assert.Equal([(kind, 10L)], report.ErrorsByKind.Select(e => (e.Key, e.Value)));
    }

    /// <summary>A host that is none is sent as it is written, as HTTP/1.1 does; what the target makes of it is its answer.</summary>
    [Fact]
    public async Task Host_ThatIsNone_EndsLikeAnyOtherRequest()
    {
        await using var server = await Http2Server.StartAsync(_ => Task.CompletedTask);

        var report = await RunAsync(server.Url, new HttpRequest { Headers = new Dictionary<string, string> { ["Host"] = "a b" } });

        Assert.Equal((RoundState.Completed, 10), (report.State, report.Requests));
    }

    [Fact]
    public async Task NobodyListens_IsAConnectError()
    {
        var report = await RunAsync("http://127.0.0.1:1", new HttpRequest());

        Assert.Equal([("connect", 10L)], report.ErrorsByKind.Select(e => (e.Key, e.Value)));
    }

    private sealed class Owner : IExchangeOwner
    {
        public Channel<bool> Ended { get; } = Channel.CreateUnbounded<bool>();

        void IExchangeOwner.Ended(Exchange exchange) => Ended.Writer.TryWrite(true);
    }

    private static Task<RoundReport> RunAsync(string url, HttpRequest http, TargetTls? tls = null) => Loads.RunAsync(url, Loads.Inject(50, 0.2), http: http, tls: tls, protocol: HttpProtocol.Http2);
}
