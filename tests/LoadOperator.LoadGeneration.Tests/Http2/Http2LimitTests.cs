using System.Collections.Concurrent;
using System.Threading.Channels;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using HttpProtocol = LoadOperator.Model.Spec.HttpProtocol;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>A limited number of connections over HTTP/2, and what waits for them.</summary>
public sealed class Http2LimitTests : IDisposable, IExchangeOwner
{
    private const long Long = 30_000_000_000;
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

    private readonly EventLoops _loops = new();
    private readonly Channel<Exchange> _ended = Channel.CreateUnbounded<Exchange>();
    private readonly Channel<Seen> _seen = Channel.CreateUnbounded<Seen>();

    void IExchangeOwner.Ended(Exchange exchange) => _ended.Writer.TryWrite(exchange);

    public void Dispose() => _loops.Dispose();

    [Fact]
    public async Task Pool_NoStreamIsFree_TheWaitIsQueueAndNoServiceTime()
    {
        await using var server = await HoldingAsync(streams: 1);
        using var driver = new Http2Driver(TargetOf(server), _loops, new DescriptorBudget(null), most: 1);

        var opened = await ExchangeAsync(driver);
        var first = Send(driver);
        var one = await NextSeenAsync();
        var second = Send(driver);
        var handedNs = MonotonicClock.Now;
        var freeNs = MonotonicClock.Now;
        one.Answer.SetResult();
        await EndAsync(first);
        var two = await NextSeenAsync();
        two.Answer.SetResult();
        await EndAsync(second);

        Assert.Equal(one.Connection, two.Connection);
        Assert.Equal((0, true), (opened.Times.QueueNs, opened.Times.ConnectNs > 0));
        Assert.Equal((0, 0), (first.Times.QueueNs, first.Times.ConnectNs));
        Assert.Equal(0, second.Times.ConnectNs);
        Assert.InRange(second.Times.QueueNs, freeNs - handedNs, two.SeenNs - second.SentNs);
        Assert.InRange(second.Times.FirstByteNs, 1, second.EndNs - second.SentNs - second.Times.QueueNs);
    }

    // Without a limit another connection is opened; the request that it is opened for does not wait for it, it connects.
    [Theory]
    [InlineData(ConnectionPolicy.Pool)]
    [InlineData(ConnectionPolicy.PerUser)]
    [InlineData(ConnectionPolicy.PerRequest)]
    public async Task NoLimit_ConnectionOfItsOwn_IsNoQueue(ConnectionPolicy policy)
    {
        await using var server = await HoldingAsync(streams: 1);
        using var driver = new Http2Driver(TargetOf(server), _loops, new DescriptorBudget(null), policy);

        var opened = await ExchangeAsync(driver);
        var first = Send(driver);
        var one = await NextSeenAsync();
        var second = Send(driver);
        var two = await NextSeenAsync();
        one.Answer.SetResult();
        await EndAsync(first);
        two.Answer.SetResult();
        await EndAsync(second);

        Assert.NotEqual(one.Connection, two.Connection);
        Assert.All([opened, second], exchange => Assert.Equal((0, true), (exchange.Times.QueueNs, exchange.Times.ConnectNs > 0)));
        Assert.Equal(0, first.Times.QueueNs);
    }

    [Theory]
    [InlineData(ConnectionPolicy.Pool)]
    [InlineData(ConnectionPolicy.PerRequest)]
    public async Task Max_RequestThatGivesUpWaiting_HasNoServiceTime(ConnectionPolicy policy)
    {
        await using var server = await HoldingAsync(streams: 1);
        using var driver = new Http2Driver(TargetOf(server), _loops, new DescriptorBudget(null), policy, most: 1);

        await ExchangeAsync(driver);
        var first = Send(driver);
        var one = await NextSeenAsync();
        var second = Send(driver, timeoutNs: 1);
        second.Watch(MonotonicClock.Now, isAborted: false);
        await EndAsync(second, RequestOutcome.Timeout);
        one.Answer.SetResult();
        await EndAsync(first);

        Assert.Equal((1, 1), (second.Times.QueueNs, second.EndNs - second.SentNs));
        Assert.False(_seen.Reader.TryRead(out _));
    }

    [Fact]
    public async Task PerRequest_AllConnectionsAreTaken_TheNextComesWhenOneEnds()
    {
        await using var server = await HoldingAsync(streams: 100);
        using var driver = new Http2Driver(TargetOf(server), _loops, new DescriptorBudget(null), ConnectionPolicy.PerRequest, most: 1);

        var first = Send(driver);
        var one = await NextSeenAsync();
        Assert.True(driver.IsBusy);
        var second = Send(driver);
        var handedNs = MonotonicClock.Now;
        var freeNs = MonotonicClock.Now;
        one.Answer.SetResult();
        await EndAsync(first);
        var two = await NextSeenAsync();
        two.Answer.SetResult();
        await EndAsync(second);

        Assert.NotEqual(one.Connection, two.Connection);
        Assert.InRange(second.Times.QueueNs, freeNs - handedNs, two.SeenNs - second.SentNs - second.Times.ConnectNs);
        Assert.False(driver.IsBusy);
    }

    [Fact]
    public async Task Max_OneConnectionIsBusy_OthersTakeTheRest()
    {
        await using var server = await HoldingAsync(streams: 100);
        using var driver = new Http2Driver(TargetOf(server), _loops, new DescriptorBudget(null), most: 2);

        var held = Send(driver);
        var busy = await NextSeenAsync();
        for (var i = 0; i < 5; i++)
        {
            await ExchangeAsync(driver, seen => Assert.NotEqual(busy.Connection, seen.Connection));
        }

        busy.Answer.SetResult();
        await EndAsync(held);
    }

    [Fact]
    public async Task Max_SeveralEndpoints_HaveConnectionsInTurn()
    {
        await using var a = await HoldingAsync(streams: 100, name: "a");
        await using var b = await HoldingAsync(streams: 100, name: "b");
        using var driver = new Http2Driver(TargetOf(a) with { Endpoints = [new Uri(a.Url).Authority, new Uri(b.Url).Authority] }, _loops, new DescriptorBudget(null), most: 3);

        var seen = new List<Seen>();
        for (var i = 0; i < 6; i++) await ExchangeAsync(driver, seen.Add);

        Assert.Equal(["a", "b", "a", "b", "a", "b"], seen.Select(s => s.Server));
        Assert.Equal(3, seen.Select(s => s.Connection).Distinct().Count());
        Assert.Equal(2, driver.Counts().MostToOneAddress);
    }

    [Theory]
    [InlineData(3, 0, 1, 3)]
    [InlineData(5, 1, 2, 2)]
    public async Task Round_WithMax_HasSoManyConnections(int max, int index, int of, int expected)
    {
        var connections = new ConcurrentDictionary<string, bool>();
        await using var server = await Http2Server.StartAsync(
            async context =>
            {
                connections[context.Connection.Id] = true;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            },
            streams: 2);
        using var engine = new RoundEngine(TimeProvider.System);
        var plan = Loads.Plan(server.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 24, Iterations = 96 } }, protocol: HttpProtocol.Http2);

        var report = await Loads.RunAsync(engine, plan with { Connections = new Connections { Max = max }, Share = new Share(index, of) });

        Assert.Equal((96 / of, 0), (report.Requests, report.Errors));
        Assert.Equal(expected, connections.Count);
        Assert.Equal(expected, HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
        Assert.True(HistogramCodec.Decode(report.Split.Queue!).TotalCount > 0);
    }

    [Fact]
    public async Task Round_PerRequestWithMax_HasNoMoreUnderWay()
    {
        var (now, most) = (0, 0);
        var @lock = new Lock();
        await using var server = await Http2Server.StartAsync(async _ =>
        {
            lock (@lock) most = Math.Max(most, ++now);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            lock (@lock) now--;
        });
        using var engine = new RoundEngine(TimeProvider.System);

        var report = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(1000, 0.02), protocol: HttpProtocol.Http2) with { Connections = new Connections { Policy = ConnectionPolicy.PerRequest, Max = 2 } });

        Assert.Equal((20, 0), (report.Requests, report.Errors));
        Assert.Equal(20, HistogramCodec.Decode(report.Split!.Connect!).TotalCount);
        Assert.InRange(most, 1, 2);
        Assert.True(HistogramCodec.Decode(report.Split.Queue!).TotalCount > 0);
    }

    private static TargetAddress TargetOf(Http2Server server) => new() { Url = server.Url, Protocol = HttpProtocol.Http2 };

    /// <summary>A server that tells of each request, and answers when it is told to.</summary>
    private Task<Http2Server> HoldingAsync(int streams, string name = "") => Http2Server.StartAsync(
        async context =>
        {
            var seen = new Seen(name, name + context.Connection.Id, MonotonicClock.Now, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _seen.Writer.TryWrite(seen);
            await seen.Answer.Task;
        },
        streams: streams);

    private Exchange Send(Http2Driver driver, long timeoutNs = Long)
    {
        var exchange = new Exchange(this, opensAtOnce: true);
        exchange.Begin(Request, default, MonotonicClock.Now, timeoutNs, kept: null);
        driver.Send(exchange);
        return exchange;
    }

    /// <summary>One request and its answer. Thereafter the client knows how many streams the server allows.</summary>
    private async Task<Exchange> ExchangeAsync(Http2Driver driver, Action<Seen>? look = null)
    {
        var exchange = Send(driver);
        var seen = await NextSeenAsync();
        look?.Invoke(seen);
        seen.Answer.SetResult();
        await EndAsync(exchange);
        return exchange;
    }

    private async Task<Seen> NextSeenAsync() => await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private async Task EndAsync(Exchange expected, string? error = null)
    {
        var ended = await _ended.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Same(expected, ended);
        Assert.Equal(error, ended.Error);
    }

    private sealed record Seen(string Server, string Connection, long SeenNs, TaskCompletionSource Answer);
}
