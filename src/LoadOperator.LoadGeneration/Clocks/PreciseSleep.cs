using System.Runtime.InteropServices;

namespace LoadOperator.LoadGeneration.Clocks;

/// <summary>
/// Sleeps on the monotonic clock to within tens of microseconds. <c>Thread.Sleep</c> counts whole milliseconds and wakes up
/// to one late, which at 1,000 requests a second would be the whole budget of the send lag.
/// </summary>
internal static partial class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsTime = 1;
    private const int SetTimerSlack = 29;
    private const int ThisThread = 0;

    /// <summary>Takes the 50 µs of slack from this thread's timers that the kernel gives by default.</summary>
    public static void SharpenTimers() => _ = prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>
    /// Sharpens this thread's timers, and puts it before others where the process may do so (root may): a service that shares
    /// the generator's CPU then delays no arrival.
    /// </summary>
    /// <param name="nice">From -20, before all others, to 0, as all others.</param>
    public static void PrepareThread(int nice)
    {
        SharpenTimers();
        _ = setpriority(ThisThread, 0, nice);
    }

    /// <summary>Blocks this thread until the monotonic clock shows <paramref name="due"/>, in nanoseconds.</summary>
    public static void Until(long due)
    {
        var time = TimeSpec.Of(due);
        // A signal may end the sleep early: sleep on.
        while (MonotonicClock.Now < due) _ = clock_nanosleep(ClockMonotonic, TimerAbsTime, in time, nint.Zero);
    }

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in TimeSpec request, nint remaining);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
