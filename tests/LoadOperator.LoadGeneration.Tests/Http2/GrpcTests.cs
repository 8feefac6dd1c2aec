using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Health.V1;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using Microsoft.AspNetCore.Http;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>Rounds of gRPC calls, against gRPC's own server.</summary>
public sealed class GrpcTests : IDisposable
{
    private const string Check = "grpc.health.v1.Health/Check";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("protos-");

    public GrpcTests() => File.WriteAllText(Path.Join(_folder.FullName, "health.proto"), """
        syntax = "proto3";
        package grpc.health.v1;
        message HealthCheckRequest { string service = 1; }
        message HealthCheckResponse { enum ServingStatus { UNKNOWN = 0; SERVING = 1; } ServingStatus status = 1; }
        service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); rpc Watch(HealthCheckRequest) returns (stream HealthCheckResponse); }
        """);

    [Fact]
    public async Task Call_MessageMetadataAndDeadline_ArriveAsTheServiceReadsThem()
    {
        var health = new Health();
        await using var server = await Http2Server.StartGrpcAsync(health);

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Message = """{"service": "orders-{{seq}}"}""", Metadata = new Dictionary<string, string> { ["x-user"] = "u{{seq}}" }, Timeout = Duration.FromSeconds(20) });

        Assert.Equal((10, 0), (report.Requests, report.Errors));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"orders-{i} u{i} True").Order(), health.Calls.Order());
    }

    [Theory]
    [InlineData("gone", "grpc-NOT_FOUND")]
    [InlineData("broken", "grpc-UNKNOWN")]
    [InlineData("slow", "timeout")]
    public async Task Call_ThatFails_IsAnErrorOfItsStatus(string service, string kind)
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Message = $$"""{"service": "{{service}}"}""", Timeout = Duration.FromMilliseconds(kind == "timeout" ? 500 : 20_000) });

        // Whose clock ends a slow call first, the target's or ours, is open.
        var seen = report.ErrorsByKind.ToDictionary(e => e.Key == "grpc-DEADLINE_EXCEEDED" ? "timeout" : e.Key, e => e.Value);
        Assert.Equal(10, report.Errors);
        Assert.Equal([kind], seen.Keys);
    }

    [Fact]
    public async Task Call_ExpectedStatus_IsNoError()
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Message = """{"service": "gone"}""", Expect = new GrpcExpectation { Status = [GrpcStatus.Ok, GrpcStatus.NotFound] } });

        Assert.Equal((10, 0), (report.Requests, report.Errors));
    }

    [Fact]
    public async Task Call_ValuesOfAnAnswer_AreUsedByLaterSteps()
    {
        var health = new Health();
        await using var server = await Http2Server.StartGrpcAsync(health);
        var plan = Plan(server.Url, new GrpcRequest { Method = Check }) with
        {
            Scenarios =
            [
                new Scenario
                {
                    Name = "s",
                    Steps =
                    [
                        new Step { Name = "a", Grpc = new GrpcRequest { Method = Check }, Extract = [new() { Name = "state", From = new() { JsonPath = "$.status" } }, new() { Name = "trace", From = new() { Header = "x-trace" } }, new() { Name = "shop", From = new() { Header = "x-shop" } }] },
                        new Step { Name = "b", Grpc = new GrpcRequest { Method = Check, Message = """{"service": "{{state}} {{trace}} {{shop}}"}""" } },
                    ],
                },
            ],
        };
        using var engine = new RoundEngine(TimeProvider.System, _folder);

        var report = await Loads.RunAsync(engine, plan);

        Assert.Equal((20, 0), (report.Requests, report.Errors));
        Assert.Equal(10, health.Calls.Count(c => c == "SERVING of-head of-trailers  True"));
    }

    [Theory]
    [InlineData("$.status", "SERVING", null)]
    [InlineData("$.status", "UNKNOWN", "expect-body")]
    [InlineData("$.nothing", "SERVING", "expect-body")]
    public async Task Call_ExpectationOfTheMessage_IsHeldTo(string path, string value, string? kind)
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Expect = new GrpcExpectation { Body = [new() { JsonPath = path, EqualTo = value }, new() { Contains = "SERVING" }] } });

        Assert.Equal(kind is null ? [] : [kind], report.ErrorsByKind.Keys);
    }

    [Theory]
    [InlineData("00 00 00 00 02 08 01", null)]
    [InlineData("00 00 00 00 00", "expect-body")]
    [InlineData("", "protocol")]
    [InlineData("00 00 00 00 03 08 01", "protocol")]
    [InlineData("00 00 00 00 01 08", "protocol")]
    [InlineData("01 00 00 00 02 08 01", "protocol")]
    [InlineData("00 00 00 00 02 08 01 00 00 00 00 02 08 01", "protocol")]
    [InlineData("00 00", "protocol")]
    [InlineData("00 00 00 00 0B 08 FF FF FF FF FF FF FF FF FF FF", "protocol")]
    [InlineData("00 FF FF FF FF 08 01", "protocol")]
    public async Task Call_AnswerOfAnyBytes_EndsAsWhatItIs(string hex, string? kind)
    {
        await using var server = await Http2Server.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
            context.Response.AppendTrailer("grpc-status", "0");
        });

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Expect = new GrpcExpectation { Body = [new() { JsonPath = "$.status", EqualTo = "SERVING" }] } });

        Assert.Equal(kind is null ? [] : [kind], report.ErrorsByKind.Keys);
    }

    [Fact]
    public async Task Call_AnswerLongerThanWhatIsKept_IsNotLookedInto()
    {
        await using var server = await Http2Server.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            // A status, and 100,000 bytes of a field that the type does not have.
            await context.Response.Body.WriteAsync((byte[])[0, 0, 1, 134, 166, 0x08, 0x01, 0x12, 0xA0, 0x8D, 0x06, .. new byte[100_000]]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        var call = new GrpcRequest { Method = Check };

        Assert.Empty((await RunAsync(server.Url, call)).ErrorsByKind);
        Assert.Equal(["expect-body"], (await RunAsync(server.Url, call with { Expect = new GrpcExpectation { Body = [new() { Contains = "SERVING" }] } })).ErrorsByKind.Keys);
    }

    [Fact]
    public async Task Call_MethodThatTheTargetLacks_IsUnimplemented()
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());
        await File.WriteAllTextAsync(Path.Join(_folder.FullName, "health.proto"), """syntax = "proto3"; message E {} service S { rpc Do(E) returns (E); }""", TestContext.Current.CancellationToken);

        var report = await RunAsync(server.Url, new GrpcRequest { Method = "S/Do" });

        Assert.Equal(["grpc-UNIMPLEMENTED"], report.ErrorsByKind.Keys);
    }

    [Fact]
    public async Task Call_TargetWithoutGrpc_IsAnErrorOfItsStatusOrTheProtocol()
    {
        await using var server = await Http2Server.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var mute = await Http2Server.StartAsync(context => context.Response.WriteAsync("hello"));

        Assert.Equal(["status-404"], (await RunAsync(server.Url, new GrpcRequest { Method = Check })).ErrorsByKind.Keys);
        Assert.Equal(["protocol"], (await RunAsync(mute.Url, new GrpcRequest { Method = Check })).ErrorsByKind.Keys);
    }

    [Theory]
    [InlineData("grpc.health.v1.Health/Chek", "{}", "step 'call': grpc.method: 'grpc.health.v1.Health/Chek': there is no such method; allowed: grpc.health.v1.Health/Check")]
    [InlineData("grpc.health.v1.Health/Watch", "{}", "streams; allowed: unary methods")]
    [InlineData(Check, """{"servic": "x"}""", "step 'call': grpc.message.servic: unknown field of grpc.health.v1.HealthCheckRequest; allowed: service")]
    public void Plan_ThatCannotBeSent_IsRefused(string method, string message, string expected)
    {
        using var engine = new RoundEngine(TimeProvider.System, _folder);

        var refused = Assert.Throws<PlanRefusedException>(() => engine.Start(Plan("http://127.0.0.1:1", new GrpcRequest { Method = method, Message = message })));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ThatFitsOnlySometimes_FailsTheRoundWithItsPlace()
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());

        var report = await RunAsync(server.Url, new GrpcRequest { Method = Check, Message = """{"service": {{seq}}}""" });

        Assert.Equal(RoundState.Failed, report.State);
        Assert.Contains("grpc.message.service: '1': allowed: text", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reflection_TargetThatSaysWhatItsServicesAre_NeedsNoFiles()
    {
        var health = new Health();
        await using var server = await Http2Server.StartGrpcAsync(health, reflects: true);
        var plan = Plan(server.Url, new GrpcRequest { Method = Check, Message = """{"service": "orders"}""" }) with { Protos = null };
        using var engine = new RoundEngine(TimeProvider.System);

        await engine.LearnAsync(plan, TestContext.Current.CancellationToken);
        var report = await Loads.RunAsync(engine, plan);

        Assert.Equal((10, 0), (report.Requests, report.Errors));
        Assert.Contains("orders  True", health.Calls);
    }

    [Theory]
    [InlineData(Check, false, "the target does not reflect its services")]
    [InlineData("shop.Orders/Create", true, "the target's reflection says: ")]
    public async Task Reflection_TargetThatDoesNotSay_RefusesThePlan(string method, bool reflects, string expected)
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health(), reflects);
        using var engine = new RoundEngine(TimeProvider.System);

        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => engine.LearnAsync(Plan(server.Url, new GrpcRequest { Method = method }) with { Protos = null }, TestContext.Current.CancellationToken));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reflection_NobodyListens_RefusesThePlan()
    {
        using var engine = new RoundEngine(TimeProvider.System);

        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => engine.LearnAsync(Plan("http://127.0.0.1:1", new GrpcRequest { Method = Check }) with { Protos = null }, TestContext.Current.CancellationToken));

        Assert.StartsWith("protos: none are given, and the target's own could not be read", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The scenario that cannot be sent is started by the end of another: both must be counted out, or the round would never end.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_ThatDoesNotFitInMidRound_EndsTheRoundAndKeepsTheValueToItself(bool isClosed)
    {
        await using var server = await Http2Server.StartGrpcAsync(new Health());
        var simulation = isClosed ? new Simulation { KeepConstant = new KeepConstant { Copies = 4, During = Duration.FromMilliseconds(500) } } : Loads.Inject(200, 0.5);
        await File.WriteAllTextAsync(Path.Join(_folder.FullName, "users.csv"), "name\n\"ok\"\n\"fine\"\n\"top\\\"secret\"\n".Replace("\\\"", "\"\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var plan = Plan(server.Url, new GrpcRequest { Method = Check, Message = """{"service": "{{users.name}}"}""" }) with { Simulations = [simulation], Feeds = [new FeedFile("users", FeedStrategy.Sequential, "users.csv")] };
        using var engine = new RoundEngine(TimeProvider.System, _folder);

        var report = await Loads.RunAsync(engine, plan);

        Assert.Equal(RoundState.Failed, report.State);
        Assert.Contains("with the values of its variables it is no grpc.health.v1.HealthCheckRequest", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", report.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static RoundPlan Plan(string url, GrpcRequest call) =>
        Loads.Plan(url, Loads.Inject(50, 0.2), scenario: new Scenario { Name = "s", Steps = [new Step { Name = "call", Grpc = call }] }, protocol: HttpProtocol.Http2) with { Protos = ["health.proto"] };

    private async Task<RoundReport> RunAsync(string url, GrpcRequest call)
    {
        using var engine = new RoundEngine(TimeProvider.System, _folder);
        return await Loads.RunAsync(engine, Plan(url, call));
    }

    private sealed class Health : Grpc.Health.V1.Health.HealthBase
    {
        public ConcurrentBag<string> Calls { get; } = [];

        public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-trace", "of-head" } });
            context.ResponseTrailers.Add("x-shop", "of-trailers");
            Calls.Add($"{request.Service} {context.RequestHeaders.GetValue("x-user")} {context.Deadline < DateTime.MaxValue}");
            if (request.Service == "slow") await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, context.CancellationToken);
            return request.Service switch
            {
                "gone" => throw new RpcException(new Status(StatusCode.NotFound, "gone")),
                "broken" => throw new InvalidOperationException("broken"),
                _ => new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving },
            };
        }
    }
}
