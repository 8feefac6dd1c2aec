using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.LoadGeneration.Tests.Requests;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>How many connections there may be before ports and descriptors run short, and what happens beyond.</summary>
public sealed class RoomTests
{
    // Nothing the target does makes a generator unfit. A user of a closed model has no more than one, and was asked for.
    [Theory]
    [InlineData(ConnectionPolicy.Pool, false, 9)]
    [InlineData(ConnectionPolicy.PerUser, false, 9)]
    [InlineData(ConnectionPolicy.PerRequest, false, 9)]
    [InlineData(ConnectionPolicy.Pool, true, 30)]
    public async Task Arrivals_TargetAnswersNone_WaitBeforeEveryPortIsTaken(ConnectionPolicy policy, bool opensAtOnce, int connections)
    {
        await using var server = StubServer.Hanging();
        using var loops = new EventLoops();
        using var pool = new ConnectionPool(new TargetAddress { Url = server.Url }, loops, new DescriptorBudget(null), policy, int.MaxValue, ports: 20);
        var owner = new ExchangeOwner();

        var exchanges = Enumerable.Range(0, 30).Select(_ => owner.Send(pool.Send, opensAtOnce)).ToList();

        Assert.Equal((connections, true), (pool.Counts().MostToOneAddress, pool.IsBusy));
        // Those that wait first: they would have the connections of the others.
        foreach (var exchange in Enumerable.Reverse(exchanges)) exchange.Watch(exchange.DeadlineNs, isAborted: false);
        for (var i = 0; i < exchanges.Count; i++) Assert.Equal("timeout", (await owner.NextEndedAsync()).Error);
    }

    [Fact]
    public async Task CloseResting_OnesThatCarryNothing_AreReplacedWhenTheyAreNeeded()
    {
        await using var server = StubServer.Answering(StubServer.Ok);
        using var loops = new EventLoops();
        var descriptors = new DescriptorBudget(1);
        using var pool = new ConnectionPool(new TargetAddress { Url = server.Url }, loops, descriptors);
        var owner = new ExchangeOwner();

        Assert.Null((await owner.ExchangeAsync(pool.Send)).Error);
        Assert.False(descriptors.TryTake());
        Assert.True(SpinWait.SpinUntil(() =>
        {
            // It rests a moment after its request has ended.
            pool.CloseResting();
            return descriptors.TryTake();
        }, TimeSpan.FromSeconds(20)));
        descriptors.Return();

        Assert.Null((await owner.ExchangeAsync(pool.Send)).Error);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Arrivals_DescriptorsRunShort_WaitForAConnection()
    {
        await using var server = StubServer.Answering(StubServer.Ok, TimeSpan.FromMilliseconds(20));
        using var loops = new EventLoops();
        // Of a thousand, all but a tenth are somebody else's.
        using var pool = new ConnectionPool(new TargetAddress { Url = server.Url }, loops, new DescriptorBudget(1000, others: 900));
        var owner = new ExchangeOwner();

        for (var i = 0; i < 10; i++) owner.Send(pool.Send, opensAtOnce: false);

        for (var i = 0; i < 10; i++) Assert.Null((await owner.NextEndedAsync()).Error);
        Assert.Equal(1, server.Connections);
    }
}
