using LoadOperator.Runtime.Queues;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.Runtime.Tests;

public sealed class LongWaitTests
{
    [Fact]
    public void Add_ForLongerThanATimerTakes_ComesWhenItIsDue()
    {
        var clock = new FakeTimeProvider();
        using var queue = new WorkQueue<string>(clock);
        queue.Add("a", TimeSpan.FromDays(60));
        queue.Add("never", TimeSpan.MaxValue);

        clock.Advance(TimeSpan.FromDays(59.9));
        Assert.Equal(0, queue.Depth);
        clock.Advance(TimeSpan.FromDays(0.1));
        Assert.Equal(1, queue.Depth);
    }
}
