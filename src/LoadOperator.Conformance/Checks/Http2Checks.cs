using System.Text;
using LoadOperator.Conformance.Probes;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using Microsoft.AspNetCore.Http;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;
using HttpRequest = LoadOperator.Model.Spec.HttpRequest;

namespace LoadOperator.Conformance.Checks;

/// <summary>Requests over HTTP/2, and the calls of gRPC that they can be.</summary>
internal static class Http2Checks
{
    private const string FileName = "conformance.proto";
    private const string Method = "conformance.v1.Probe/Ask";
    private static readonly Simulation Some = Bench.Inject(50, 0.5);
    private const int Count = 25;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("http2.requests", "without TLS HTTP/2 is spoken at once; requests are the step's, and share a connection", async (bench, found, cancellation) =>
        {
            await using var target = await bench.Http2TargetAsync(context => context.Response.WriteAsync("ok", cancellation), cancellation).ConfigureAwait(false);
            var report = await bench.RunAsync(Plan(bench, target.Url, new Step { Name = "probe", Http = new HttpRequest { Method = "POST", Path = "/a?b={{seq}}", Headers = new Dictionary<string, string> { ["X-Mine"] = "step" }, Body = "number {{seq}}" } }), cancellation).ConfigureAwait(false);
            found.Equal("requests", Count, report.Requests);
            found.Equal("errors", 0, report.Errors);
            found.Equal("requests at the target", Count, target.Seen.Count);
            found.Equal("connections", 1, target.Seen.Select(s => s.Connection).Distinct().Count());
            var seen = First(target, s => s.Path == "/a?b=7");
            found.Equal("method", "POST", seen.Method);
            found.Equal("body", "number 7", Encoding.UTF8.GetString(seen.Body));
            found.Equal("header X-Mine", "step", seen.Headers.GetValueOrDefault("X-Mine", "none"));
        }) { Features = [GeneratorFeatures.Http2] },
        new("http2.connections-max", "with connections.max there are so many connections, and requests are spread over them", async (bench, found, cancellation) =>
        {
            await using var target = await bench.Http2TargetAsync(context => context.Response.WriteAsync("ok", cancellation), cancellation).ConfigureAwait(false);
            var report = await bench.RunAsync(Plan(bench, target.Url, new Step { Name = "probe", Http = new HttpRequest() }) with { Connections = new Connections { Max = 3 } }, cancellation).ConfigureAwait(false);
            found.Equal("requests", Count, report.Requests);
            found.Equal("errors", 0, report.Errors);
            found.Equal("connections", 3, target.Seen.Select(s => s.Connection).Distinct().Count());
        }) { Features = [GeneratorFeatures.Http2, GeneratorFeatures.Connections] },
        new("http2.status", "an answer's status is an error of the kind status-NNN", (bench, found, cancellation) => ErrorsAsync(bench, found, new Step { Name = "probe", Http = new HttpRequest() }, "status-503", context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }, cancellation)) { Features = [GeneratorFeatures.Http2] },
        new("http2.reset", "a stream that the target resets is an error of the kind reset", (bench, found, cancellation) => ErrorsAsync(bench, found, new Step { Name = "probe", Http = new HttpRequest() }, "reset", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }, cancellation)) { Features = [GeneratorFeatures.Http2] },
        new("grpc.call", "a call is the method's path, gRPC's headers, the metadata, and the framed message", async (bench, found, cancellation) =>
        {
            await using var target = await bench.Http2TargetAsync(context => AnswerAsync(context, 0), cancellation).ConfigureAwait(false);
            var report = await bench.RunAsync(PlanOfCall(bench, target.Url, new GrpcRequest { Method = Method, Message = """{"text": "n{{seq}}", "number": 150}""", Metadata = new Dictionary<string, string> { ["x-user"] = "u" } }), cancellation).ConfigureAwait(false);
            found.Equal("requests", Count, report.Requests);
            found.Equal("errors", 0, report.Errors);
            // Field 1, two characters; field 2, 150 as a varint.
            var seen = First(target, s => Convert.ToHexString(s.Body) == "00000000070A026E3710" + "9601");
            found.Equal("path", "/" + Method, seen.Path);
            found.Equal("header content-type", "application/grpc", seen.Headers.GetValueOrDefault("content-type", "none"));
            found.Equal("header te", "trailers", seen.Headers.GetValueOrDefault("te", "none"));
            found.Equal("header x-user", "u", seen.Headers.GetValueOrDefault("x-user", "none"));
            found.Expect(seen.Headers.ContainsKey("grpc-timeout"), "the target is not told how long the call may take (grpc-timeout)");
        }) { Features = [GeneratorFeatures.Grpc], NeedsDataFolder = true },
        new("grpc.status", "a status in the trailers that is not expected is an error of the kind grpc-STATUS", (bench, found, cancellation) => ErrorsAsync(bench, found, Call(new GrpcRequest { Method = Method }), "grpc-NOT_FOUND", context => AnswerAsync(context, 5), cancellation)) { Features = [GeneratorFeatures.Grpc], NeedsDataFolder = true },
        new("grpc.status-expected", "an expected status is no error", (bench, found, cancellation) => ErrorsAsync(bench, found, Call(new GrpcRequest { Method = Method, Expect = new GrpcExpectation { Status = [GrpcStatus.NotFound] } }), null, context => AnswerAsync(context, 5), cancellation)) { Features = [GeneratorFeatures.Grpc], NeedsDataFolder = true },
        new("grpc.extract", "the answer's message as JSON, its headers and its trailers are there for the steps after", async (bench, found, cancellation) =>
        {
            await using var target = await bench.Http2TargetAsync(context => AnswerAsync(context, 0), cancellation).ConfigureAwait(false);
            var one = Call(new GrpcRequest { Method = Method }) with { Extract = [From("id", new() { JsonPath = "$.orderId" }), From("head", new() { Header = "x-head" }), From("tail", new() { Header = "x-tail" })] };
            var report = await bench.RunAsync(PlanOfCalls(bench, target.Url, one, Call(new GrpcRequest { Method = Method, Message = """{"text": "{{id}} {{head}} {{tail}}"}""" }) with { Name = "two" }), cancellation).ConfigureAwait(false);
            found.Equal("requests", 2 * Count, report.Requests);
            found.Equal("errors", 0, report.Errors);
            found.Equal("messages with what was extracted", Count, target.Seen.Count(s => Encoding.UTF8.GetString(s.Body).EndsWith("o-17 h-1 t-2", StringComparison.Ordinal)));
        }) { Features = [GeneratorFeatures.Grpc, GeneratorFeatures.Extract], NeedsDataFolder = true },
        new("grpc.expect", "a message that is not as expected is an error of the kind expect-body", (bench, found, cancellation) => ErrorsAsync(bench, found, Call(Expecting("o-18")), "expect-body", context => AnswerAsync(context, 0), cancellation)) { Features = [GeneratorFeatures.Grpc, GeneratorFeatures.Expect], NeedsDataFolder = true },
        new("grpc.expect-met", "a message as expected is no error", (bench, found, cancellation) => ErrorsAsync(bench, found, Call(Expecting("o-17")), null, context => AnswerAsync(context, 0), cancellation)) { Features = [GeneratorFeatures.Grpc, GeneratorFeatures.Expect], NeedsDataFolder = true },
        new("grpc.refused", "a plan with a method or a field that no file declares answers 400", async (bench, found, cancellation) =>
        {
            found.Equal("status of a method", 400, (await bench.PutAsync(PlanOfCall(bench, "http://127.0.0.1:1", new GrpcRequest { Method = "conformance.v1.Probe/Nothing" }), cancellation).ConfigureAwait(false)).Status);
            found.Equal("status of a field", 400, (await bench.PutAsync(PlanOfCall(bench, "http://127.0.0.1:1", new GrpcRequest { Method = Method, Message = """{"nothing": 1}""" }), cancellation).ConfigureAwait(false)).Status);
        }) { Features = [GeneratorFeatures.Grpc], NeedsDataFolder = true },
    ];

    private static async Task ErrorsAsync(Bench bench, Findings found, Step step, string? kind, RequestDelegate answer, CancellationToken cancellation)
    {
        await using var target = await bench.Http2TargetAsync(answer, cancellation).ConfigureAwait(false);
        var report = await bench.RunAsync(step.Grpc is { } call ? PlanOfCall(bench, target.Url, call) : Plan(bench, target.Url, step), cancellation).ConfigureAwait(false);
        found.Equal("requests", Count, report.Requests);
        found.Equal("errors by kind", kind is null ? "none" : $"{kind} {Count}", report.ErrorsByKind.Count == 0 ? "none" : string.Join(", ", report.ErrorsByKind.Select(e => $"{e.Key} {e.Value}")));
    }

    /// <summary>A message whose order_id is o-17, and its status after it.</summary>
    private static async Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["x-head"] = "h-1";
        await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 6, 0x0A, 4, .. "o-17"u8], context.RequestAborted).ConfigureAwait(false);
        context.Response.AppendTrailer("x-tail", "t-2");
        context.Response.AppendTrailer("grpc-status", $"{status}");
    }

    private static GrpcRequest Expecting(string id) => new() { Method = Method, Expect = new GrpcExpectation { Body = [new() { JsonPath = "$.orderId", EqualTo = id }] } };

    private static Extraction From(string name, ExtractionSource source) => new() { Name = name, From = source };

    private static RoundPlan PlanOfCall(Bench bench, string url, GrpcRequest call) => PlanOfCalls(bench, url, Call(call));

    private static RoundPlan PlanOfCalls(Bench bench, string url, params IReadOnlyList<Step> steps)
    {
        File.WriteAllText(Path.Join(bench.Data!.FullName, FileName), """syntax = "proto3"; package conformance.v1; message Question { string text = 1; int32 number = 2; } message Answer { string order_id = 1; } service Probe { rpc Ask (Question) returns (Answer); }""");
        return Plan(bench, url, steps) with { Protos = [FileName] };
    }

    private static Step Call(GrpcRequest call) => new() { Name = "probe", Grpc = call };

    private static RoundPlan Plan(Bench bench, string url, params IReadOnlyList<Step> steps)
    {
        var plan = bench.Plan(url, Some, new Scenario { Name = "probe", Steps = steps });
        return plan with { Target = plan.Target with { Protocol = HttpProtocol.Http2 } };
    }

    private static Http2Seen First(Http2Target target, Func<Http2Seen, bool> isIt) =>
        target.Seen.FirstOrDefault(isIt) ?? throw new InvalidDataException(target.Seen is [var other, ..] ? $"no request came as it was planned; one was {other.Method} {other.Path} {Convert.ToHexString(other.Body)}" : "no request came");
}
