using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

public sealed class OpeningPaceTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData("Idle", 0, 64)]
    [InlineData("Idle", 1, 64 + 5)]
    [InlineData("Idle", 1000, 64 + 5000)]
    [InlineData("KeepsUp", 0, 64)]
    [InlineData("KeepsUp", 1, 64 + 1)]
    [InlineData("KeepsUp", 1000, 64 + 1000)]
    [InlineData("Behind", 0, 64)]
    [InlineData("Behind", 1000, 64 + 100)]
    public void TryOpen_AskedAllTheTime_Grants64AndThenAsManyAsTheLoopCanBear(string state, int forMs, int granted)
    {
        var reading = Enum.Parse<Reading>(state);
        var pace = new OpeningPace();
        var open = 0;

        for (var now = 5 * Millisecond; now <= (5 + forMs) * Millisecond; now += 10_000)
            while (pace.TryOpen(now, open, reading)) open++;

        Assert.Equal(granted, open);
    }

    [Fact]
    public void TryOpen_AfterARest_GrantsOneAndNotAllThatMightHaveBeen()
    {
        var pace = new OpeningPace();
        for (var open = 0; pace.TryOpen(0, open, Reading.Idle); open++) Assert.InRange(open, 0, 64);

        Assert.Equal([true, false], [pace.TryOpen(10_000 * Millisecond, 65, Reading.Idle), pace.TryOpen(10_000 * Millisecond, 66, Reading.Idle)]);
    }

    // A target that refuses or closes them leaves few open, however many are opened.
    [Fact]
    public void TryOpen_WhereTheTargetClosesThem_Replaces64AtOnceAndThen5AMillisecond()
    {
        var pace = new OpeningPace();
        var granted = 0;

        for (var now = Millisecond; now <= 101 * Millisecond; now += 10_000)
            while (pace.TryOpen(now, open: 10, Reading.KeepsUp)) granted++;

        Assert.Equal(64 + 500, granted);
    }

    // Who sleeps until then may open one.
    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    public void OpensAt_IsWhenAnIdleLoopMay(int open)
    {
        var pace = new OpeningPace();
        Assert.True(pace.TryOpen(0, open, Reading.Idle));

        var due = pace.OpensAtNs(open);

        Assert.True(pace.TryOpen(Math.Max(0, due), open, Reading.Idle));
        Assert.Equal(open < 64, pace.TryOpen(Math.Max(0, due), open, Reading.Idle));
    }
}
