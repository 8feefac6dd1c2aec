using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Http1;

public sealed class OpeningPaceTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(true, 0, 64)]
    [InlineData(true, 1, 64 + 5)]
    [InlineData(true, 1000, 64 + 5000)]
    [InlineData(false, 0, 64)]
    [InlineData(false, 1, 64 + 1)]
    [InlineData(false, 1000, 64 + 1000)]
    public void TryOpen_AskedAllTheTime_Grants64AndThenSoManyAMillisecond(bool isIdle, int forMs, int granted)
    {
        var pace = new OpeningPace();
        var open = 0;

        for (var now = 5 * Millisecond; now <= (5 + forMs) * Millisecond; now += 10_000)
            while (pace.TryOpen(now, open, isIdle)) open++;

        Assert.Equal(granted, open);
    }

    [Fact]
    public void TryOpen_AfterARest_GrantsOneAndNotAllThatMightHaveBeen()
    {
        var pace = new OpeningPace();
        for (var open = 0; pace.TryOpen(0, open, isIdle: true); open++) Assert.InRange(open, 0, 64);

        Assert.Equal([true, false], [pace.TryOpen(10_000 * Millisecond, 65, isIdle: true), pace.TryOpen(10_000 * Millisecond, 66, isIdle: true)]);
    }

    [Fact]
    public void TryOpen_WhereTheTargetClosesThem_ReplacesThemAtOnce()
    {
        var pace = new OpeningPace();

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pace.TryOpen(Millisecond, open: 10, isIdle: false)));
    }

    // Who sleeps until then may open one.
    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    public void OpensAt_IsWhenAnIdleLoopMay(int open)
    {
        var pace = new OpeningPace();
        Assert.True(pace.TryOpen(0, open, isIdle: true));

        var due = pace.OpensAtNs(open);

        Assert.True(pace.TryOpen(Math.Max(0, due), open, isIdle: true));
        Assert.Equal(open < 64, pace.TryOpen(Math.Max(0, due), open, isIdle: true));
    }
}
