using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Http1;

public sealed class OpeningPaceTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64 + 5)]
    [InlineData(1000, 64 + 5000)]
    public void TryOpen_AskedAllTheTime_Grants64AndThenFiveAMillisecond(int forMs, int granted)
    {
        var pace = new OpeningPace();
        var open = 0;

        for (var now = 5 * Millisecond; now <= (5 + forMs) * Millisecond; now += 10_000)
            while (pace.TryOpen(now, open)) open++;

        Assert.Equal(granted, open);
    }

    [Fact]
    public void TryOpen_AfterARest_GrantsOneAndNotAllThatMightHaveBeen()
    {
        var pace = new OpeningPace();
        for (var open = 0; pace.TryOpen(0, open); open++) Assert.InRange(open, 0, 64);

        Assert.Equal([true, false], [pace.TryOpen(10_000 * Millisecond, 65), pace.TryOpen(10_000 * Millisecond, 66)]);
    }

    [Fact]
    public void TryOpen_WhereTheTargetClosesThem_ReplacesThemAtOnce()
    {
        var pace = new OpeningPace();

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pace.TryOpen(Millisecond, open: 10)));
    }
}
