using System.Text;
using LoadOperator.Conformance.Probes;

namespace LoadOperator.Conformance.Tests;

public sealed class ProbeRequestTests
{
    [Fact]
    public async Task Read_TwoInOnePiece_GivesOneAfterTheOther()
    {
        var (stream, pending) = Sent("POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiGET /c HTTP/1.1\r\nhost: y\r\n\r\n");

        var first = await ReadAsync(stream, pending);
        var second = await ReadAsync(stream, pending);

        Assert.Equal(("POST", "/a?b=1", "x", "hi"), (first!.Method, first.Path, first.Headers["host"], first.Body));
        Assert.Equal(("GET", "/c", "y", ""), (second!.Method, second.Path, second.Headers["Host"], second.Body));
        Assert.Null(await ReadAsync(stream, pending));
    }

    [Fact]
    public async Task Read_Chunked_PutsTheBodyTogether()
    {
        var (stream, pending) = Sent("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        Assert.Equal("abcde", (await ReadAsync(stream, pending))!.Body);
        Assert.Empty(pending);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Read_NoHttp_SaysSo(string text)
    {
        var (stream, pending) = Sent(text);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream, pending));
    }

    private static (Stream Stream, List<byte> Pending) Sent(string text) => (new MemoryStream(Encoding.ASCII.GetBytes(text)), []);

    private static Task<ProbeRequest?> ReadAsync(Stream stream, List<byte> pending) => ProbeRequest.ReadAsync(stream, pending, 1, TimeProvider.System, TestContext.Current.CancellationToken);
}
