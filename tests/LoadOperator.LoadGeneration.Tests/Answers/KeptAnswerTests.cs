using System.Text;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Answers;

public sealed class KeptAnswerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Parse_ChunkedAnswerInPieces_IsKeptWhole(int piece)
    {
        var kept = Parse("HTTP/1.1 100 Go on\r\nX-Id: early\r\n\r\nHTTP/1.1 200 OK\r\nX-Id:  17 \r\nx-id: 18\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: yes\r\n\r\n", piece);

        Assert.Equal("abcde", Encoding.ASCII.GetString(kept.Body));
        Assert.Equal("17", Field(kept, "x-ID"));
        Assert.Null(Field(kept, "X-Late"));
        Assert.Null(Field(kept, "X"));
    }

    [Fact]
    public void Parse_BodyThatIsTooLong_KeepsItsBeginning()
    {
        var kept = Parse($"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{new string('a', KeptAnswer.LongestBody)}{new string('b', 100_000 - KeptAnswer.LongestBody)}", 4096);

        Assert.Equal(KeptAnswer.LongestBody, kept.Body.Length);
        Assert.Equal(-1, kept.Body.IndexOf((byte)'b'));
    }

    [Fact]
    public void Begin_NextAnswer_ForgetsTheOneBefore()
    {
        var kept = Parse("HTTP/1.1 200 OK\r\nX-Id: 1\r\nContent-Length: 2\r\n\r\nok", 1000);

        Parse("HTTP/1.1 204 No\r\n\r\n", 1000, kept);

        Assert.Equal(0, kept.Body.Length);
        Assert.Null(Field(kept, "X-Id"));
    }

    private static KeptAnswer Parse(string answer, int piece, KeptAnswer? kept = null)
    {
        kept ??= new KeptAnswer();
        var parser = new ResponseParser();
        parser.Begin(isToHead: false, kept);
        var pending = new List<byte>();
        foreach (var bytes in Encoding.ASCII.GetBytes(answer).Chunk(piece))
        {
            pending.AddRange(bytes);
            pending.RemoveRange(0, parser.Parse(pending.ToArray()));
        }

        Assert.True(parser.IsComplete);
        return kept;
    }

    private static string? Field(KeptAnswer kept, string name) => kept.TryField(Encoding.ASCII.GetBytes(name), out var value) ? Encoding.ASCII.GetString(value) : null;
}
