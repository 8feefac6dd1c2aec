using System.Text;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Answers;

public sealed class ExpectationTests
{
    private const string Body = """{"state":"paid","total":12,"note":"größer"}""";

    public static TheoryData<HeaderExpectation, bool> Headers => new()
    {
        { new HeaderExpectation { Name = "content-type", EqualTo = "application/json; charset=utf-8" }, true },
        { new HeaderExpectation { Name = "Content-Type", EqualTo = "application/json" }, false },
        { new HeaderExpectation { Name = "Content-Type", Contains = "json" }, true },
        { new HeaderExpectation { Name = "Content-Type", Contains = "JSON" }, false },
        { new HeaderExpectation { Name = "Content-Type", Regex = "^application/.*utf-8$" }, true },
        { new HeaderExpectation { Name = "Content-Type", Regex = "^json" }, false },
        { new HeaderExpectation { Name = "X-Empty", EqualTo = "" }, true },
        { new HeaderExpectation { Name = "X-Missing", Regex = ".*" }, false },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void IsMet_Header_AsWritten(HeaderExpectation expected, bool isMet) => Assert.Equal((isMet, "expect-header"), Try(new CompiledExpectation(expected)));

    public static TheoryData<BodyExpectation, bool> Bodies => new()
    {
        { new BodyExpectation { Contains = "größer" }, true },
        { new BodyExpectation { Contains = "kleiner" }, false },
        { new BodyExpectation { Regex = "gr.ßer" }, true },
        { new BodyExpectation { Regex = "^paid" }, false },
        { new BodyExpectation { JsonPath = "$.state", EqualTo = "paid" }, true },
        { new BodyExpectation { JsonPath = "$.state", EqualTo = "open" }, false },
        { new BodyExpectation { JsonPath = "$.total", EqualTo = "12" }, true },
        { new BodyExpectation { JsonPath = "$.nothing", EqualTo = "" }, false },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void IsMet_Body_AsWritten(BodyExpectation expected, bool isMet) => Assert.Equal((isMet, "expect-body"), Try(new CompiledExpectation(expected)));

    [Theory]
    [InlineData("paid", "expect-body")]
    [InlineData("open", "extract-id")]
    public async Task Round_AnswerOtherwise_IsAnErrorOfItsOwnBeforeAnythingIsExtracted(string state, string kind)
    {
        await using var server = StubServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"state\":\"open\"}");
        var step = new Step
        {
            Name = "a",
            Http = new HttpRequest { Expect = new Expectation { Body = [new BodyExpectation { JsonPath = "$.state", EqualTo = state }] } },
            Extract = [new Extraction { Name = "id", From = new ExtractionSource { JsonPath = "$.id" } }],
        };

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2), scenario: new Scenario { Name = "s", Steps = [step] });

        Assert.Equal((10L, 10L), (report.Requests, report.ErrorsByKind[kind]));
    }

    [Fact]
    public async Task Round_UnexpectedStatus_IsNamedBeforeTheRest()
    {
        await using var server = StubServer.Answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2), http: new HttpRequest { Expect = new Expectation { Body = [new BodyExpectation { Contains = "a" }] } });

        Assert.Equal(10, report.ErrorsByKind["status-500"]);
    }

    private static (bool IsMet, string Failure) Try(CompiledExpectation expectation)
    {
        var answer = new KeptAnswer();
        answer.KeepField("Content-Type: application/json; charset=utf-8"u8);
        answer.KeepField("X-Empty:"u8);
        answer.KeepBody(Encoding.UTF8.GetBytes(Body));
        return (expectation.IsMet(answer, new ReusedBuffer()), expectation.Failure);
    }
}
