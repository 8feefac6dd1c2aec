using System.Buffers.Binary;
using System.Text;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>Targets that mean no good over HTTP/2: a count of errors, bounded memory, and an end in time.</summary>
public sealed class HostileHttp2Tests
{
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte Continuation = 9;
    private const long MemoryBound = 64 * 1024 * 1024;

    // ":status: 200" of the static table.
    private static readonly byte[] Ok = [0x88];

    public static TheoryData<string> Answers => ["garbage", "HTTP/1.1", "endless headers", "endless body", "reset", "go away", "settings flood", "silence"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_Hostile_IsAnErrorInBoundedMemory(string answer)
    {
        await using var server = new StubServer((number, stream, stop) => AnswerAsync(answer, stream, stop));

        var report = await Loads.RunAsync(server.Url, Loads.Inject(50, 0.1), http: new HttpRequest { Timeout = Duration.FromMilliseconds(400) }, protocol: HttpProtocol.Http2);

        Assert.Equal((5, 5), (report.Requests, report.Errors));
        Assert.All(report.ErrorsByKind.Keys, kind => Assert.True(kind is "protocol" or "reset" or "timeout", kind));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < MemoryBound);
    }

    private static async Task<bool> AnswerAsync(string answer, Stream stream, CancellationToken stop)
    {
        if (answer == "HTTP/1.1") await stream.WriteAsync(Encoding.ASCII.GetBytes(StubServer.Ok), stop);
        else if (answer == "garbage") await stream.WriteAsync(Enumerable.Range(0, 1000).Select(i => (byte)(i * 37)).ToArray(), stop);
        else await stream.WriteAsync(Frame(Settings, 0, 0, []), stop);
        switch (answer)
        {
            case "endless headers":
                await stream.WriteAsync(Frame(Headers, 0, 1, Ok), stop);
                // A literal field without indexing: a name of one byte, a value of 100.
                while (true) await stream.WriteAsync(Frame(Continuation, 0, 1, [0, 1, (byte)'x', 100, .. Enumerable.Repeat((byte)'y', 100)]), stop);
            case "endless body":
                await stream.WriteAsync(Frame(Headers, 4, 1, Ok), stop);
                while (true) await stream.WriteAsync(Frame(0, 0, 1, new byte[10_000]), stop);
            case "settings flood":
                while (true) await stream.WriteAsync(Frame(Settings, 0, 0, []), stop);
            case "reset":
                await stream.WriteAsync(Frame(ResetStream, 0, 1, [0, 0, 0, 2]), stop);
                break;
            case "go away":
                await stream.WriteAsync(Frame(GoAway, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]), stop);
                return false;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    }

    /// <summary>RFC 9113, section 4.1.</summary>
    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
