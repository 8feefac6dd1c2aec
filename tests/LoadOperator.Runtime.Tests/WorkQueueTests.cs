using CsCheck;
using LoadOperator.Runtime.Queues;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.Runtime.Tests;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Add_TwiceBeforeItIsTaken_IsProcessedOnce()
    {
        using var queue = new WorkQueue<string>(_clock);
        queue.Add("a");
        queue.Add("a");

        Assert.Equal("a", await Take(queue));
        queue.Done("a");

        Assert.False(TryTake(queue, out _));
    }

    [Fact]
    public async Task Add_WhileItIsProcessed_IsProcessedAgainAfterwardsAndNotBefore()
    {
        using var queue = new WorkQueue<string>(_clock);
        queue.Add("a");
        await Take(queue);
        queue.Add("a");

        Assert.False(TryTake(queue, out _));
        queue.Done("a");
        Assert.Equal("a", await Take(queue));
    }

    [Fact]
    public async Task Take_AfterAWhile_TellsHowLongTheKeyWasDue()
    {
        var waited = new List<TimeSpan>();
        using var queue = new WorkQueue<string>(_clock, waited.Add);
        queue.Add("a", TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(2));
        queue.Add("a");

        await Take(queue);

        // From when it was due, whoever asks again.
        Assert.Equal([TimeSpan.FromSeconds(2)], waited);
    }

    [Fact]
    public void Add_WithDelay_ComesWhenItIsDue()
    {
        using var queue = new WorkQueue<string>(_clock);
        queue.Add("a", TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(TryTake(queue, out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(TryTake(queue, out _));
    }

    [Fact]
    public void Add_WithSeveralDelays_TheEarliestCounts()
    {
        using var queue = new WorkQueue<string>(_clock);
        queue.Add("a", TimeSpan.FromSeconds(10));
        queue.Add("a", TimeSpan.FromSeconds(2));
        queue.Add("a", TimeSpan.FromSeconds(30));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(TryTake(queue, out _));
        queue.Done("a");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(TryTake(queue, out _));
    }

    [Fact]
    public void Add_NowAfterADelay_OvertakesIt()
    {
        using var queue = new WorkQueue<string>(_clock);
        queue.Add("a", TimeSpan.FromSeconds(10));
        queue.Add("a");

        Assert.True(TryTake(queue, out _));
        queue.Done("a");
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(TryTake(queue, out _));
    }

    [Fact]
    public void AddAfterFailure_InARow_DoublesTheDelayUntilItSucceeds()
    {
        using var queue = new WorkQueue<string>(_clock);

        Assert.Equal([5, 10, 20], new[] { queue.AddAfterFailure("a"), queue.AddAfterFailure("a"), queue.AddAfterFailure("a") }.Select(d => d.TotalMilliseconds));
        for (var i = 0; i < 40; i++) queue.AddAfterFailure("a");
        Assert.Equal(TimeSpan.FromMinutes(5), queue.AddAfterFailure("a"));
        queue.Succeeded("a");
        Assert.Equal(TimeSpan.FromMilliseconds(5), queue.AddAfterFailure("a"));
    }

    /// <summary>Any sequence of adding, taking and finishing: no key is processed twice at once, and the last addition of each is processed.</summary>
    [Fact]
    public void AnySequence_NoKeyTwiceAtOnceAndNothingLost() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3]).Array[0, 200].Sample(steps =>
        {
            using var queue = new WorkQueue<int>(_clock);
            var processing = new HashSet<int>();
            var owed = new HashSet<int>();
            foreach (var (action, key) in steps)
            {
                if (action == 0)
                {
                    queue.Add(key);
                    owed.Add(key);
                }
                else if (action == 1 && TryTake(queue, out var taken))
                {
                    Assert.True(processing.Add(taken), $"{taken} is being processed already");
                    owed.Remove(taken);
                }
                else if (action == 2 && processing.Remove(key))
                {
                    queue.Done(key);
                }
            }

            foreach (var key in processing) queue.Done(key);
            while (TryTake(queue, out var taken))
            {
                owed.Remove(taken);
                queue.Done(taken);
            }

            Assert.Empty(owed);
        });

    private static async Task<T> Take<T>(WorkQueue<T> queue)
        where T : notnull => await queue.TakeAsync(TestContext.Current.CancellationToken);

    private static bool TryTake<T>(WorkQueue<T> queue, out T key)
        where T : notnull
    {
        using var none = new CancellationTokenSource();
        var take = queue.TakeAsync(none.Token);
        key = default!;
        if (take.IsCompletedSuccessfully)
        {
            key = take.Result;
            return true;
        }

        none.Cancel();
        return false;
    }
}
