using System.Diagnostics;

namespace LoadOperator.LoadGeneration.Clocks;

/// <summary>Nanoseconds of a clock that never steps: CLOCK_MONOTONIC, which on Linux is also <see cref="Stopwatch"/>'s.</summary>
public static class MonotonicClock
{
    private static readonly bool TicksAreNanoseconds = Stopwatch.Frequency == 1_000_000_000;

    public static long Now => TicksAreNanoseconds ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>The monotonic time at which the wall clock will show <paramref name="instant"/>, as both stand now.</summary>
    public static long At(DateTimeOffset instant, TimeProvider wallClock) => Now + (instant - wallClock.GetUtcNow()).Ticks * TimeSpan.NanosecondsPerTick;
}
