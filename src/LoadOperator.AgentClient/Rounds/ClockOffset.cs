using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>
/// How far a generator's wall clock is ahead of this process's. Measured by Cristian's method (F. Cristian, Probabilistic clock
/// synchronization, 1989): the clock was read somewhere between question and answer, so of several tries the quickest bounds it best.
/// </summary>
/// <param name="Ahead">The offset; negative where the generator's clock is behind.</param>
/// <param name="Uncertainty">Half the time from question to answer: the true offset is no farther away than this.</param>
public readonly record struct ClockOffset(TimeSpan Ahead, TimeSpan Uncertainty)
{
    private const int Tries = 3;

    /// <exception cref="GeneratorLostException">The generator does not answer.</exception>
    public static async Task<ClockOffset> MeasureAsync(Func<CancellationToken, Task<ClockReading>> ask, TimeProvider clock, CancellationToken cancellation)
    {
        var best = new ClockOffset(TimeSpan.Zero, TimeSpan.MaxValue);
        for (var i = 0; i < Tries; i++)
        {
            var (asked, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
            var reading = await ask(cancellation).ConfigureAwait(false);
            var half = clock.GetElapsedTime(timestamp) / 2;
            if (half < best.Uncertainty) best = new ClockOffset(reading.Now - (asked + half), half);
        }

        return best;
    }

    /// <summary>An instant of this process's clock, as the generator's clock shows it.</summary>
    public DateTimeOffset ThereAt(DateTimeOffset here) => here + Ahead;

    /// <summary>An instant of the generator's clock, as this process's clock shows it.</summary>
    public DateTimeOffset HereAt(DateTimeOffset there) => there - Ahead;
}
