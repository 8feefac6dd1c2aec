using LoadOperator.AgentClient.Rounds;
using LoadOperator.Model.Contract;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.AgentClient.Tests;

public sealed class ClockOffsetTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(1234);

    // Question and answer take unequal times: the true offset is within the uncertainty all the same.
    [Theory]
    [InlineData(10, 10)]
    [InlineData(0, 40)]
    [InlineData(40, 0)]
    public async Task Measure_ClockThatIsAhead_IsWithinTheUncertainty(int toMs, int fromMs)
    {
        var clock = new FakeTimeProvider();

        var offset = await ClockOffset.MeasureAsync(Answer(clock, [(toMs, fromMs)]), clock, TestContext.Current.CancellationToken);

        Assert.InRange(offset.Ahead, Ahead - offset.Uncertainty, Ahead + offset.Uncertainty);
        Assert.Equal(TimeSpan.FromMilliseconds((toMs + fromMs) / 2.0), offset.Uncertainty);
    }

    [Fact]
    public async Task Measure_SeveralTries_TakesTheQuickest()
    {
        var clock = new FakeTimeProvider();

        var offset = await ClockOffset.MeasureAsync(Answer(clock, [(80, 0), (1, 1), (0, 50)]), clock, TestContext.Current.CancellationToken);

        Assert.Equal((Ahead, TimeSpan.FromMilliseconds(1)), (offset.Ahead, offset.Uncertainty));
        var instant = clock.GetUtcNow();
        Assert.Equal(instant, offset.HereAt(offset.ThereAt(instant)));
    }

    private static Func<CancellationToken, Task<ClockReading>> Answer(FakeTimeProvider clock, (int To, int From)[] ways)
    {
        var tries = 0;
        return _ =>
        {
            var (to, from) = ways[tries++ % ways.Length];
            clock.Advance(TimeSpan.FromMilliseconds(to));
            var reading = new ClockReading(clock.GetUtcNow() + Ahead);
            clock.Advance(TimeSpan.FromMilliseconds(from));
            return Task.FromResult(reading);
        };
    }
}
