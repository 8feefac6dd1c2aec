using System.Net.Sockets;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Targets that mean no good, over real sockets: a count of errors, bounded memory, and an end in time.</summary>
public sealed class HostileTargetTests
{
    private const long MemoryBound = 64 * 1024 * 1024;
    private static readonly Duration Timeout = Duration.FromMilliseconds(300);

    public static TheoryData<string, string, string> EndlessAnswers => new()
    {
        { "HTTP/1.1 200 OK\r\n", "X-Filler: 0123456789012345678901234567890123456789\r\n", "protocol" },
        { "HTTP/1.1 200 OK\r\nX-Filler: ", "0123456789012345678901234567890123456789", "protocol" },
        { "", "HTTP/1.1 100 Continue\r\n\r\n", "protocol" },
        { "", "Garbage, and no end of it. ", "protocol" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", "0123456789012345678901234567890123456789", "timeout" },
        { "HTTP/1.1 200 OK\r\n\r\n", "0123456789012345678901234567890123456789", "timeout" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", "timeout" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "extension", "protocol" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: yes\r\n", "protocol" },
    };

    [Theory]
    [MemberData(nameof(EndlessAnswers))]
    public async Task Answer_Endless_IsAnErrorInBoundedMemory(string beginning, string piece, string kind)
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(beginning), stop);
            var pieces = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 500)));
            while (true) await stream.WriteAsync(pieces, stop);
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.1), http: new HttpRequest { Timeout = Timeout });

        Assert.Equal((RoundState.Completed, 5L), (report.State, report.Requests));
        Assert.Equal(kind, Assert.Single(report.ErrorsByKind).Key);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, MemoryBound);
    }

    [Fact]
    public async Task Answer_ByteForByte_EndsAtItsTimeout()
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            foreach (var octet in System.Text.Encoding.ASCII.GetBytes(StubServer.Ok))
            {
                await stream.WriteAsync(new[] { octet }, stop);
                await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, stop);
            }

            return true;
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2), http: new HttpRequest { Timeout = Timeout });

        Assert.Equal(10, report.ErrorsByKind["timeout"]);
    }

    [Fact]
    public async Task Connection_ResetAtEveryRequest_IsCountedForEach()
    {
        await using var server = new StubServer((_, stream, _) =>
        {
            ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
            return Task.FromResult(false);
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(500, 0.5));

        Assert.Equal((250L, 250L, 250L), (report.Requests, report.Errors, report.ErrorsByKind["reset"]));
    }

    [Fact]
    public async Task Connection_SilentAfterAccept_TimesOutAtTheStepsTime()
    {
        await using var server = StubServer.Hanging();

        var report = await Loads.RunAsync(server.Url, Loads.Inject(100, 0.2), http: new HttpRequest { Timeout = Timeout });

        var service = LoadOperator.Histograms.HistogramCodec.Decode(report.ServiceTime!);
        Assert.Equal(20, report.ErrorsByKind["timeout"]);
        // Recorded at the time-out itself, whenever it was noticed.
        Assert.InRange(service.GetValueAtPercentile(100) / 1e6, 299.5, 300.5);
    }

    [Fact]
    public async Task Answer_FollowedByMoreBytes_IsCountedAndTheConnectionNotUsedAgain()
    {
        await using var server = StubServer.Answering(StubServer.Ok + StubServer.Ok);

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.2));

        Assert.Equal((10L, 0L), (report.Requests, report.Errors));
        Assert.Equal(10, LoadOperator.Histograms.HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
    }
}
