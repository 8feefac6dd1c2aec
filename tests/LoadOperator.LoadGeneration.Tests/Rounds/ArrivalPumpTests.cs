using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

/// <summary>Who is late, the generator or the target: arrivals that are due, and a driver without a free connection.</summary>
public sealed class ArrivalPumpTests : IDisposable
{
    private const int Count = 1000;
    private const long ForEver = long.MaxValue / 2;
    private const long Millisecond = 1_000_000;

    private static readonly RoundPlan Plan = Loads.Plan("http://127.0.0.1:1", Loads.Inject(Count, 1));

    private readonly HeldRequests _driver = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly RoundRecorder _recorder;
    private readonly ScenarioRunner _runner;

    public ArrivalPumpTests()
    {
        var requests = new RequestPlan(Plan, new DataFolder(null));
        _recorder = new RoundRecorder(requests);
        _runner = new ScenarioRunner(Plan, requests, _recorder, _driver, _abort);
    }

    public void Dispose()
    {
        _runner.Dispose();
        _driver.Dispose();
        _abort.Dispose();
    }

    // The target is behind: all connections are busy, and no answer waits to be read.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunDue_NoConnectionIsFreeAndTheLoopKeepsUp_HandsOverWhateverIsDue(bool isIdle)
    {
        _driver.IsBusy = true;
        using var pump = PumpOf(Count, sinceMs: 2000);

        pump.RunDue(ForEver, isIdle ? Reading.Idle : Reading.KeepsUp);

        Assert.Equal((Count, long.MaxValue), (_driver.Held.Count, pump.NextDueNs));
    }

    // The generator is behind: a connection that seems busy may have its answer waiting here.
    [Fact]
    public void RunDue_NoConnectionIsFreeAndTheLoopIsBehind_KeepsWhateverIsDue()
    {
        _driver.IsBusy = true;
        using var pump = PumpOf(Count, sinceMs: 2000);
        var first = pump.NextDueNs;

        for (var i = 0; i < 100; i++) pump.RunDue(ForEver, Reading.Behind);

        Assert.Equal((0, first), (_driver.Held.Count, pump.NextDueNs));
    }

    [Fact]
    public void RunDue_ConnectionsAreFreeAndTheLoopIsBehind_HandsOverWhateverIsDue()
    {
        using var pump = PumpOf(Count, sinceMs: 2000);

        pump.RunDue(ForEver, Reading.Behind);

        Assert.Equal(Count, _driver.Held.Count);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void ScenarioEnded_AnArrivalIsDue_HandsItOverWhereAConnectionIsFree(bool isBusy, int handedOver)
    {
        using var pump = PumpOf(Count, sinceMs: 2000);
        pump.RunDue(forNs: 0, Reading.Behind);

        _driver.IsBusy = isBusy;
        _driver.Held[0].Fail(RequestOutcome.Reset);

        Assert.Equal(handedOver, _driver.Held.Count);
    }

    // The loop comes half a second too late, and the target lets it wait for some more.
    [Fact]
    public void Recorded_LateLoopAndBusyTarget_LagEndsWhereTheWaitForTheTargetBegins()
    {
        _driver.IsBusy = true;
        using var pump = PumpOf(count: 1, sinceMs: 500);
        var due = pump.NextDueNs;
        pump.RunDue(ForEver, Reading.KeepsUp);
        var held = Assert.Single(_driver.Held);
        PreciseSleep.Until(held.SentNs + 20 * Millisecond);
        held.Times.QueueNs = MonotonicClock.Now - held.SentNs;

        held.Fail(RequestOutcome.Timeout);

        var report = _recorder.Complete(new RoundReport { Id = "r", State = RoundState.Completed, Health = new GeneratorHealth() });
        Assert.Equal((1, 1), (report.Health!.Sent, report.Health.Late));
        Close(held.SentNs - due, report.Health.SendLagP99Ms * Millisecond);
        Close(held.Times.QueueNs, Max(report.Split!.Queue));
        Close(held.EndNs - due, Max(report.ResponseTime));
        Assert.InRange(report.Health.SendLagP99Ms, 499, double.MaxValue);
    }

    private static long Max(string? histogram) => HistogramCodec.Decode(histogram!).GetValueAtPercentile(100);

    /// <summary>As exactly as histograms are.</summary>
    private static void Close(double expected, double actual) => Assert.InRange(actual, expected * 0.998, expected * 1.002);

    /// <summary>So many arrivals, a millisecond apart, the first of them due so long ago.</summary>
    private ArrivalPump PumpOf(int count, long sinceMs) =>
        _runner.Pump(Enumerable.Range(0, count).Select(i => new Arrival(i, i * Millisecond)), new PhaseClock(1, MonotonicClock.Now - sinceMs * Millisecond, IsMeasured: true, LateAfterNs: Millisecond));

    /// <summary>Takes requests and lets them wait.</summary>
    private sealed class HeldRequests : IRequestDriver
    {
        public List<Exchange> Held { get; } = [];

        public bool IsBusy { get; set; }

        public void Send(Exchange exchange) => Held.Add(exchange);

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
}
