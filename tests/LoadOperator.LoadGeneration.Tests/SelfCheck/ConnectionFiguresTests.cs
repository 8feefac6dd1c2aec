using System.Net;
using System.Net.Sockets;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Http2;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.SelfCheck;

/// <summary>What a round tells of its own connections, over real sockets.</summary>
public sealed class ConnectionFiguresTests
{
    [Fact]
    public async Task TcpCounts_SegmentsSent_AreCounted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var peer = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync(new byte[10], TestContext.Current.CancellationToken);
            await peer.ReceiveAsync(new byte[10], TestContext.Current.CancellationToken);
        }

        Assert.Equal(new TcpCounts(3, 0), TcpCounts.Of(socket));
        socket.Dispose();
        Assert.Null(TcpCounts.Of(socket));
    }

    [Fact]
    public async Task Health_ConnectionsOnLoopback_LoseNothingAndTakePorts()
    {
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(100));
        using var engine = new RoundEngine(TimeProvider.System);

        var health = (await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(100, 0.5)))).Health!;

        Assert.Equal((0.0, 0L), (health.RetransmitPercent, health.SynTimeouts));
        // About ten at a time.
        Assert.InRange(health.PortsPercent!.Value, 0.01, 1);
        Assert.InRange(health.DescriptorsPercent!.Value, 0.0001, 99);
        Assert.NotNull(health.StealPercent);
    }

    [Fact]
    public async Task Health_Http2_CountsTheConnectionThatAllShare()
    {
        await using var server = await Http2Server.StartAsync(_ => Task.CompletedTask);
        using var engine = new RoundEngine(TimeProvider.System);
        var plan = Loads.Plan(server.Url, Loads.Inject(50, 0.2));

        var report = await Loads.RunAsync(engine, plan with { Target = plan.Target with { Protocol = HttpProtocol.Http2 } });

        Assert.Equal((10L, 0L, 0.0, 0L), (report.Requests, report.Errors, report.Health!.RetransmitPercent, report.Health.SynTimeouts));
        Assert.Equal(100.0 / LocalPorts.Count!.Value, report.Health.PortsPercent!.Value, 9);
    }

    // The kernel drops the first segment where the queue of new connections is full, and it is sent again after a second.
    [Fact]
    public async Task Health_TargetThatAcceptsNothing_ShowsTheTimeOutsOfItsCalls()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);

        var report = await Loads.RunAsync($"http://{listener.LocalEndPoint}", Loads.Inject(40, 0.2), http: new HttpRequest { Timeout = Model.Duration.FromMilliseconds(1500) });

        Assert.Equal((8L, 8L), (report.Requests, report.Errors));
        Assert.InRange(report.Health!.SynTimeouts!.Value, 1, 8);
    }
}
