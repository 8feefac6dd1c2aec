using System.Diagnostics;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.Runtime.Tests.Leadership;

public sealed class ElectorTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly CountingClock _clock = new();
    private readonly LeaseServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Acquire_TwoReplicas_OneLeadsWhileItRenews()
    {
        var (first, second) = (Elector("a"), Elector("b"));
        await first.AcquireAsync(TestContext.Current.CancellationToken);
        var holding = first.HoldAsync(TestContext.Current.CancellationToken);
        var waiting = second.AcquireAsync(TestContext.Current.CancellationToken);

        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.False(holding.IsCompleted);
        Assert.False(waiting.IsCompleted);
        Assert.Equal("a", _server.Holder);
    }

    [Fact]
    public async Task Acquire_LeaderVanishes_TakesOverAfterTheLeaseAndWithinTwentySeconds()
    {
        await Elector("a").AcquireAsync(TestContext.Current.CancellationToken);
        var waiting = Elector("b").AcquireAsync(TestContext.Current.CancellationToken);

        await AdvanceAsync(TimeSpan.FromSeconds(14.5));
        Assert.False(waiting.IsCompleted);
        await AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal("b", _server.Holder);
    }

    [Fact]
    public async Task Release_AnotherStandsBy_TakesOverAtItsNextLook()
    {
        var first = Elector("a");
        await first.AcquireAsync(TestContext.Current.CancellationToken);
        var waiting = Elector("b").AcquireAsync(TestContext.Current.CancellationToken);
        await first.ReleaseAsync(TestContext.Current.CancellationToken);

        await AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Hold_ServerAwayForLessThanTheDeadline_LeadsOn()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(TestContext.Current.CancellationToken);
        var holding = elector.HoldAsync(TestContext.Current.CancellationToken);

        _server.IsAway = true;
        await AdvanceAsync(TimeSpan.FromSeconds(7));
        _server.IsAway = false;
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task Hold_ServerAwayForLonger_EndsBeforeAnotherMayTakeOver()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(TestContext.Current.CancellationToken);
        var holding = elector.HoldAsync(TestContext.Current.CancellationToken);

        _server.IsAway = true;
        await AdvanceAsync(TimeSpan.FromSeconds(10.5));

        Assert.True(holding.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Hold_AnotherHasTheLease_Ends()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(TestContext.Current.CancellationToken);
        var holding = elector.HoldAsync(TestContext.Current.CancellationToken);

        _server.Seize("b");
        await AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.True(holding.IsCompletedSuccessfully);
        Assert.Equal("b", _server.Holder);
    }

    [Fact]
    public async Task Hold_SomebodyTouchesTheLease_LeadsOn()
    {
        var elector = Elector("a");
        await elector.AcquireAsync(TestContext.Current.CancellationToken);
        var holding = elector.HoldAsync(TestContext.Current.CancellationToken);

        _server.Seize("a");
        await AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task Acquire_ServerAwayAtFirst_TriesOn()
    {
        _server.IsAway = true;
        var waiting = Elector("a").AcquireAsync(TestContext.Current.CancellationToken);
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.False(waiting.IsCompleted);

        _server.IsAway = false;
        await AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    private Elector Elector(string identity)
    {
        var options = new LeaderElectionOptions { Namespace = "n", LeaseName = "l", Identity = identity };
        return new Elector(options, new LeaseStore(new ApiClient(_server.Client(), _clock), options), _clock, NullLogger.Instance);
    }

    private async Task AdvanceAsync(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Step)
        {
            await SettleAsync();
            _clock.Advance(Step);
        }

        await SettleAsync();
    }

    /// <summary>Lets everything run that needs no time to pass: until nobody asks the server or the clock for anything any more.</summary>
    private async Task SettleAsync()
    {
        var (last, since) = (Activity(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(8))
        {
            await Task.Yield();
            if (Activity() != last) (last, since) = (Activity(), Stopwatch.GetTimestamp());
        }
    }

    private int Activity() => _server.Requests + _clock.Timers;

    private sealed class CountingClock : FakeTimeProvider
    {
        private int _timers;

        public int Timers => _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
