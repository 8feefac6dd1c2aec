using System.Text;
using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Http1;

public sealed class ResponseParserTests
{
    [Theory]
    [InlineData("content-length", 200, 5, true)]
    [InlineData("empty-body", 201, 0, true)]
    [InlineData("no-content", 204, 0, true)]
    [InlineData("not-modified", 304, 0, true)]
    [InlineData("chunked", 200, 15, true)]
    [InlineData("chunked-trailers", 200, 3, true)]
    [InlineData("chunked-and-length", 200, 2, false)]
    [InlineData("close", 503, 2, false)]
    [InlineData("until-close", 200, 36, false)]
    [InlineData("http-1-0", 200, 2, false)]
    [InlineData("http-1-0-keep-alive", 200, 2, true)]
    [InlineData("interim", 200, 2, true)]
    [InlineData("bare-line-feeds", 200, 2, true)]
    [InlineData("folded-field", 200, 2, true)]
    [InlineData("equal-lengths", 200, 2, true)]
    public void Parse_WholeAnswer_IsComplete(string name, int status, long body, bool keepsAlive)
    {
        var bytes = Corpus.Read(name);

        var parsed = ParsedAnswer.Of(bytes, []);

        Assert.Equal(("complete", status, body, keepsAlive), (parsed.State, parsed.Status, parsed.BodyBytes, parsed.KeepsAlive));
    }

    [Theory]
    [InlineData("bad-garbage")]
    [InlineData("bad-http-2")]
    [InlineData("bad-status")]
    [InlineData("bad-status-short")]
    [InlineData("bad-status-long")]
    [InlineData("bad-field")]
    [InlineData("bad-field-name")]
    [InlineData("bad-length")]
    [InlineData("bad-length-huge")]
    [InlineData("bad-lengths")]
    [InlineData("bad-folded-length")]
    [InlineData("bad-chunk-size")]
    [InlineData("bad-chunk-size-huge")]
    [InlineData("bad-chunk-size-empty")]
    [InlineData("bad-chunk-end")]
    [InlineData("bad-switching")]
    [InlineData("bad-interim-flood")]
    public void Parse_NoAnswerOfHttp1_Fails(string name) => Assert.Equal("failed", ParsedAnswer.Of(Corpus.Read(name), []).State);

    [Theory]
    [InlineData("short-head")]
    [InlineData("short-body")]
    [InlineData("short-chunk")]
    public void Parse_EndBeforeTheAnswers_IsNotComplete(string name) => Assert.Equal("cut off", ParsedAnswer.Of(Corpus.Read(name), []).State);

    [Fact]
    public void Parse_AnswerToHead_HasNoBodyWhateverItSays()
    {
        var parsed = ParsedAnswer.Of("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8, [], isToHead: true);

        Assert.Equal(("complete", 0L, true), (parsed.State, parsed.BodyBytes, parsed.KeepsAlive));
    }

    [Fact]
    public void Parse_BytesAfterTheAnswer_AreLeft()
    {
        var answer = Corpus.Read("content-length");

        Assert.Equal(answer.Length, ParsedAnswer.Of([.. answer, .. "HTTP/1.1 200 OK"u8], []).Consumed);
    }

    [Theory]
    [InlineData("X-Filler: 0123456789\r\n")]
    [InlineData("X")]
    public void Parse_EndlessHead_FailsAtTheBound(string filler)
    {
        var endless = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat(filler, ResponseParser.LongestHead)));

        Assert.Equal("failed", ParsedAnswer.Of(endless.AsSpan(0, ResponseParser.LongestHead + 1), []).State);
    }
}
