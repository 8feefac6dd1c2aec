using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Http1;

public sealed class OpeningPaceTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64 + 5)]
    [InlineData(1000, 64 + 5000)]
    public void TryOpen_AskedAllTheTime_Grants64AndFiveAMillisecond(int forMs, int granted)
    {
        var pace = new OpeningPace();
        var count = 0;

        for (var now = 5 * Millisecond; now <= (5 + forMs) * Millisecond; now += 10_000)
            while (pace.TryOpen(now)) count++;

        Assert.Equal(granted, count);
    }

    [Fact]
    public void TryOpen_AfterARest_Grants64AgainAndNoMore()
    {
        var pace = new OpeningPace();
        while (pace.TryOpen(0))
        {
            // Until none is left.
        }

        Assert.Equal(64, Enumerable.Range(0, 100).Count(_ => pace.TryOpen(10_000 * Millisecond)));
    }
}
