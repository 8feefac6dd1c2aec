using System.Buffers;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

/// <summary>What nobody foresaw ends a round, and names itself; no request and no round waits for ever.</summary>
public sealed class FaultTests
{
    private static readonly string Long = new('x', 2000);

    public static TheoryData<string, string, long> Faults => new()
    {
        { "throws", "a scenario could not be run: NotSupportedException: sending is not foreseen", 1 },
        { "ends-late", "a scenario could not be run: NotSupportedException: carrying is not foreseen", 1 },
        { "answers-unreadably", "a scenario could not be run: IndexOutOfRangeException: ", 1 },
        { "says-much", "a scenario could not be run: NotSupportedException: xxx", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Request_WithAnErrorThatNobodyForesaw_FailsTheRoundOfEveryModelAndNamesIt(string fault, string message, long ownErrors)
    {
        foreach (var simulation in (Simulation[])
        [
            Loads.Inject(100, 30),
            new() { KeepConstant = new KeepConstant { Copies = 3, During = Duration.FromSeconds(30) } },
            new() { IterationsForConstant = new IterationsForConstant { Copies = 2, Iterations = 1000 } },
        ])
        {
            using var driver = new FaultyDriver((_, exchange) => Send(fault, exchange));

            var report = await RunAsync(driver, simulation);

            Assert.Equal(RoundState.Failed, report.State);
            Assert.StartsWith(message, report.Message, StringComparison.Ordinal);
            Assert.InRange(report.Message!.Length, 1, 500);
            Assert.True(report.Health!.OwnErrors >= ownErrors, $"{report.Health.OwnErrors} own errors");
        }
    }

    [Fact]
    public async Task EventLoop_WithAnErrorThatNobodyForesaw_FailsTheRoundAndGoesOn()
    {
        using var loops = new EventLoops();
        using var driver = new FaultyDriver((_, exchange) =>
        {
            loops.Pace(new FaultyPace());
            exchange.Fail(RequestOutcome.Connect);
        });

        var first = await RunAsync(driver, Loads.Inject(1, 30), loops: loops);
        var second = await RunAsync(driver, Loads.Inject(1, 30), loops: loops);

        Assert.All([first, second], report => Assert.StartsWith("a scenario could not be run: NotSupportedException: pacing is not foreseen", report.Message, StringComparison.Ordinal));
        Assert.All([first, second], report => Assert.Equal((RoundState.Failed, 1), (report.State, report.Health!.OwnErrors)));
    }

    // It neither ends its request nor can be told to: the round ends without it.
    [Fact]
    public async Task Request_ThatNeverEnds_FailsTheRoundOnceItIsAborted()
    {
        using var driver = new FaultyDriver((d, exchange) => exchange.CarriedBy(d));

        var report = await RunAsync(driver, Loads.Inject(1, 30), abort: true);

        Assert.Equal(RoundState.Failed, report.State);
        Assert.Contains("NotSupportedException: giving up is not foreseen", report.Message, StringComparison.Ordinal);
        // It is looked at hundreds of times, and is one.
        Assert.Equal(1, report.Health!.OwnErrors);
    }

    [Fact]
    public async Task Connection_WithAnErrorThatNobodyForesaw_EndsItsRequestAndGivesBackWhatItHad()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        using var loops = new EventLoops();
        var descriptors = new DescriptorBudget(201);
        using var pool = new ConnectionPool(new TargetAddress { Url = server.Url }, loops, descriptors);

        var broken = await SendAsync(pool, new BrokenMemory().Memory);
        var whole = await SendAsync(pool, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());

        Assert.IsType<NotSupportedException>(broken.Fault);
        Assert.Equal(RequestOutcome.Generator, broken.Error);
        // There is one descriptor: it had been given back.
        Assert.Equal((null, null, 200), (whole.Fault, whole.Error, whole.Status));
    }

    [Fact]
    public async Task Http2Call_WithAnErrorThatNobodyForesaw_EndsItsRequest()
    {
        using var loops = new EventLoops();
        using var driver = new Http2Driver(new TargetAddress { Url = "http://127.0.0.1:1" }, loops, new DescriptorBudget(null));

        var broken = await SendAsync(driver, new BrokenMemory().Memory);

        Assert.IsType<NotSupportedException>(broken.Fault);
        Assert.Equal(RequestOutcome.Generator, broken.Error);
    }

    private static void Send(string fault, Exchange exchange)
    {
        switch (fault)
        {
            case "throws":
                throw new NotSupportedException("sending is not foreseen");
            case "says-much":
                throw new NotSupportedException(Long);
            case "ends-late":
                _ = Task.Run(() => exchange.Fail(new NotSupportedException("carrying is not foreseen")));
                break;
            default:
                // No status has four digits.
                exchange.TryEnd(null, 1500, 0);
                exchange.Report();
                break;
        }
    }

    private static async Task<RoundReport> RunAsync(IRequestDriver driver, Simulation simulation, bool abort = false, EventLoops? loops = null)
    {
        using var own = loops is null ? new EventLoops() : null;
        var plan = Loads.Plan("http://127.0.0.1:1", simulation);
        using var round = new RoundExecution(plan, new RequestPlan(plan, new DataFolder(null)), driver, loops ?? own!, Gauges.OfThisProcess(), TimeProvider.System);
        round.Start();
        if (abort)
        {
            await ((FaultyDriver)driver).Sent.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            round.Abort();
        }

        var report = await round.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotNull(round.Fault);
        return report;
    }

    private static async Task<Exchange> SendAsync(IRequestDriver driver, ReadOnlyMemory<byte> request)
    {
        var owner = new Owner();
        var exchange = new Exchange(owner, opensAtOnce: true);
        exchange.Begin(request, new RequestTraits(IsHead: false, IsIdempotent: true), Clocks.MonotonicClock.Now, 30_000_000_000, null);
        driver.Send(exchange);
        await owner.Ending.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return exchange;
    }

    /// <summary>Due once, and then not able to do what is due.</summary>
    private sealed class FaultyPace : IPaced
    {
        private long _nextDueNs;

        public long NextDueNs => Volatile.Read(ref _nextDueNs);

        public void RunDue(long forNs, Reading reading)
        {
            Volatile.Write(ref _nextDueNs, long.MaxValue);
            throw new NotSupportedException("pacing is not foreseen");
        }
    }

    private sealed class Owner : IExchangeOwner
    {
        private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ending => _ending.Task;

        public void Ended(Exchange exchange) => _ending.SetResult();
    }

    private sealed class FaultyDriver(Action<FaultyDriver, Exchange> send) : IRequestDriver, IExchangeCarrier
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Sent => _sent.Task;

        public void Send(Exchange exchange)
        {
            send(this, exchange);
            _sent.TrySetResult();
        }

        public void Abandon(Exchange exchange) => throw new NotSupportedException("giving up is not foreseen");

        public void Release(Exchange exchange)
        {
        }

        public void RestartCounts()
        {
        }

        public ConnectionCounts Counts() => default;

        public void Dispose()
        {
        }
    }

    /// <summary>A request whose bytes cannot be had.</summary>
    private sealed class BrokenMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(100);

        public override Span<byte> GetSpan() => throw new NotSupportedException();

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
