using System.Collections.Concurrent;
using System.Text;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Answers;

public sealed class ExtractionTests
{
    [Theory]
    [InlineData("$.id", null, null, "o-17")]
    [InlineData(null, "location", null, "/orders/17?new=1")]
    [InlineData(null, "Location", @"/orders/(\d+)", "17")]
    [InlineData(null, null, @"o-\d+", "o-17")]
    [InlineData(null, null, "\"id\":\"(.*?)\"", "o-17")]
    [InlineData("$.no", null, null, null)]
    [InlineData(null, "X-No", null, null)]
    [InlineData(null, "X-No", ".*", null)]
    [InlineData(null, "Location", @"/users/(\d+)", null)]
    [InlineData(null, null, "a(b)?|id(z)?", null)]
    public void TryExtract_EachSource_GivesItsValueOrFails(string? jsonPath, string? header, string? regex, string? expected)
    {
        var variables = new Variables(new Dictionary<string, string>(), []);
        var answer = new KeptAnswer();
        answer.KeepField("Location: /orders/17?new=1"u8);
        answer.KeepBody("""{"id":"o-17"}"""u8);
        var extraction = new CompiledExtraction(new Extraction { Name = "v", From = new ExtractionSource { JsonPath = jsonPath, Header = header, Regex = regex } }, variables);
        var values = new IterationValues(variables.Count);

        var isThere = extraction.TryExtract(answer, values, new ReusedBuffer());

        Assert.Equal(expected, isThere ? Encoding.UTF8.GetString(values[0]) : null);
    }

    [Fact]
    public async Task Round_ExtractedValues_ComeWithTheStepsAfter()
    {
        var asked = new ConcurrentBag<string>();
        var number = 0;
        await using var server = StubServer.AnsweringTo(head =>
        {
            asked.Add(head);
            return head.StartsWith("POST", StringComparison.Ordinal)
                ? $$"""{"id":"{{Interlocked.Increment(ref number)}}/a b","token":"t\r\nX-Evil: 1"}""" is var body ? $"HTTP/1.1 201 Made\r\nContent-Length: {body.Length}\r\n\r\n{body}" : ""
                : StubServer.Ok;
        });
        var scenario = new Scenario
        {
            Name = "buy",
            Steps =
            [
                new Step { Name = "create", Http = new HttpRequest { Method = "POST", Path = "/orders" }, Extract = [From("id", jsonPath: "$.id"), From("token", jsonPath: "$.token")] },
                new Step { Name = "read", Http = new HttpRequest { Path = "/orders/{{id}}", Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer {{token}}" } } },
            ],
        };

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.4), scenario: scenario);

        Assert.Equal((40L, 0L), (report.Requests, report.Errors));
        var reads = asked.Where(a => a.StartsWith("GET", StringComparison.Ordinal)).ToList();
        // Each number once: a value belongs to the iteration that extracted it. And what a target gives adds no header.
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"GET /orders/{n}/a%20b HTTP/1.1").Order(StringComparer.Ordinal), reads.Select(r => r.Split("\r\n")[0]).Order(StringComparer.Ordinal));
        Assert.All(reads, read => Assert.Contains("Authorization: Bearer t  X-Evil: 1", read.Split("\r\n")));
    }

    [Theory]
    [InlineData("$.id", "extract-id")]
    [InlineData("$.ok", null)]
    public async Task Round_AnswerWithoutTheValue_IsAnErrorOfItsOwnAndEndsTheScenario(string path, string? kind)
    {
        await using var server = StubServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"ok\":1}");
        var scenario = new Scenario
        {
            Name = "buy",
            Steps = [new Step { Name = "a", Http = new HttpRequest(), Extract = [From("id", path)] }, new Step { Name = "b", Http = new HttpRequest { Path = "/{{id}}" } }],
        };

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2), scenario: scenario);

        Assert.Equal([10, kind is null ? 10 : 0], report.Steps.Select(s => s.Requests));
        Assert.Equal(kind is null ? [] : [KeyValuePair.Create(kind, 10L)], report.ErrorsByKind);
    }

    private static Extraction From(string name, string? jsonPath = null) => new() { Name = name, From = new ExtractionSource { JsonPath = jsonPath } };
}
