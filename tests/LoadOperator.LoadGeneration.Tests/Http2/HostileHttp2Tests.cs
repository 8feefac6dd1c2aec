using System.Buffers.Binary;
using System.Text;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Requests;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;
using Microsoft.AspNetCore.Http.Features;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>Targets that mean no good over HTTP/2: a count of errors, bounded memory, and an end in time.</summary>
public sealed class HostileHttp2Tests
{
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte Continuation = 9;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const int RefusedStream = 7;
    private const long MemoryBound = 64 * 1024 * 1024;

    // ":status: 200" of the static table.
    private static readonly byte[] Ok = [0x88];

    /// <summary>Such a server does not read: an answer to a request that has not come is an error of its own.</summary>
    private static readonly TimeSpan UntilItIsAsked = TimeSpan.FromMilliseconds(200);

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

    // So a target sheds load. The framework's client would send the request again, without a word.
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Stream_Refused_IsAnErrorAndNotSentAgain(string method)
    {
        var seen = 0;
        await using var server = await Http2Server.StartAsync(context =>
        {
            if (Interlocked.Increment(ref seen) % 2 == 0) context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(RefusedStream);
            return Task.CompletedTask;
        });

        // Of a connection that is new one cannot know why.
        var report = await Loads.RunAsync(server.Url, Loads.Inject(100, 0.2), warmUp: 1.5, http: new HttpRequest { Method = method }, protocol: HttpProtocol.Http2);

        Assert.Equal((20, 10, 0), (report.Requests, report.ErrorsByKind["reset"], report.Split!.Retried));
        Assert.InRange(seen, 170, 190);
    }

    // Before the target has said how many streams it allows, a client sends what it has.
    [Fact]
    public async Task Streams_MoreThanANewConnectionAllows_AreSentAgainAndTold()
    {
        await using var server = await Http2Server.StartAsync(_ => Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System), streams: 2);
        using var engine = new RoundEngine(TimeProvider.System);
        var plan = Loads.Plan(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 24, Iterations = 96 } }, protocol: HttpProtocol.Http2);

        var report = await Loads.RunAsync(engine, plan with { Connections = new Connections { Max = 1 } });

        Assert.Equal((96, 0), (report.Requests, report.Errors));
        Assert.InRange(report.Split!.Retried, 0, 22);
    }

    // As a proxy does whose own target is gone: over HTTP/1.1 it is called so too.
    [Fact]
    public async Task Connection_ClosedBeforeItSaysAnything_IsReset()
    {
        await using var server = new StubServer((_, _, _) => Task.FromResult(false));

        var report = await Loads.RunAsync(server.Url, Loads.Inject(10, 0.5), protocol: HttpProtocol.Http2);

        Assert.Equal((5, 5), (report.Requests, report.ErrorsByKind.GetValueOrDefault("reset")));
    }

    // One that fails at once always has the fewest under way.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Endpoint_ThatRefuses_HasItsPartOfTheRequestsAndNoMore(int max)
    {
        await using var server = await Http2Server.StartAsync(_ => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        using var loops = new EventLoops();
        var target = new TargetAddress { Url = server.Url, Protocol = HttpProtocol.Http2, Endpoints = [new Uri(server.Url).Authority, "127.0.0.1:1"] };
        using var driver = new Http2Driver(target, loops, new DescriptorBudget(null), most: max);
        var owner = new ExchangeOwner();

        for (var i = 0; i < 20; i++) owner.Send(driver.Send);
        var errors = new List<string?>();
        for (var i = 0; i < 20; i++) errors.Add((await owner.NextEndedAsync()).Error);

        Assert.Equal((10, 10), (errors.Count(e => e is null), errors.Count(e => e == "connect")));
    }

    // The target goes, and has not begun with the request: the close that crosses it.
    [Fact]
    public async Task Connection_GoingAwayWithoutTheRequest_IsReplacedAndTold()
    {
        await using var server = new StubServer(async (number, stream, stop) =>
        {
            await stream.WriteAsync(Frame(Settings, 0, 0, []), stop);
            if (number == 1)
            {
                await Task.Delay(UntilItIsAsked, TimeProvider.System, stop);
                await stream.WriteAsync(Frame(GoAway, 0, 0, new byte[8]), stop);
                // What has come is not read, so that the end is a reset, which may overtake the goodbye.
                await Task.Delay(UntilItIsAsked, TimeProvider.System, stop);
                return false;
            }

            await Task.Delay(UntilItIsAsked, TimeProvider.System, stop);
            await stream.WriteAsync(Frame(Headers, EndHeaders | EndStream, 1, Ok), stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return false;
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(5, 0.2), protocol: HttpProtocol.Http2);

        Assert.Equal((1, 0, 1), (report.Requests, report.Errors, report.Split!.Retried));
    }

    // RFC 9113, section 8.1.1: as a proxy answers whose upstream has died.
    [Theory]
    [InlineData(3, 1)]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    public async Task Answer_OfAnotherLengthThanItSays_IsAnError(int bytes, int errors)
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Frame(Settings, 0, 0, []), stop);
            await Task.Delay(UntilItIsAsked, TimeProvider.System, stop);
            // RFC 7541: "content-length" of the static table, and its value.
            await stream.WriteAsync(Frame(Headers, EndHeaders, 1, [.. Ok, 0x0F, 13, 2, (byte)'1', (byte)'0']), stop);
            await stream.WriteAsync(Frame(0, EndStream, 1, new byte[bytes]), stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return false;
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(5, 0.2), protocol: HttpProtocol.Http2);

        Assert.Equal((1, errors), (report.Requests, report.ErrorsByKind.GetValueOrDefault("protocol")));
    }

    [Fact]
    public async Task Connections_MoreThanDescriptors_AreTheGeneratorsError()
    {
        await using var server = await Http2Server.StartAsync(_ => Task.CompletedTask);
        using var loops = new EventLoops();
        var descriptors = new DescriptorBudget(1);
        using var driver = new Http2Driver(new TargetAddress { Url = server.Url, Protocol = HttpProtocol.Http2 }, loops, descriptors, ConnectionPolicy.PerRequest);
        var owner = new ExchangeOwner();
        // The first has taken the only one.
        Assert.True(descriptors.TryTake());

        Assert.Equal("generator", (await owner.ExchangeAsync(driver.Send)).Error);
        descriptors.Return();
        Assert.Null((await owner.ExchangeAsync(driver.Send)).Error);
        // Its connection is closed, and has given back what it had taken.
        Assert.True(SpinWait.SpinUntil(descriptors.TryTake, TimeSpan.FromSeconds(20)));
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
