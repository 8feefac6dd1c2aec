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
    private const int HighestPriority = -20;

    /// <summary>Takes the 50 µs of slack from this thread's timers that the kernel gives by default.</summary>
    public static void SharpenTimers()
    {
        if (OperatingSystem.IsLinux()) _ = prctl(SetTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>
    /// Sharpens this thread's timers, and puts it before all others where the process may do so (root may): a service that shares
    /// the generator's CPU then delays no arrival.
    /// </summary>
    public static void PrepareThread()
    {
        if (!OperatingSystem.IsLinux()) return;
        SharpenTimers();
        _ = setpriority(ThisThread, 0, HighestPriority);
    }

    public static void Nice(int n) => _ = setpriority(ThisThread, 0, n);

    /// <summary>Blocks this thread until the monotonic clock shows <paramref name="due"/>, in nanoseconds.</summary>
    public static void Until(long due)
    {
        if (OperatingSystem.IsLinux())
        {
            var time = new TimeSpec { Seconds = due / 1_000_000_000, Nanoseconds = due % 1_000_000_000 };
            // A signal may end the sleep early: sleep on.
            while (MonotonicClock.Now < due) _ = clock_nanosleep(ClockMonotonic, TimerAbsTime, in time, nint.Zero);
            return;
        }

        while (due - MonotonicClock.Now is var left and > 0)
        {
            if (left > 2_000_000) Thread.CurrentThread.Join(1);
            else Thread.SpinWait(50);
        }
    }

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in TimeSpec request, nint remaining);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
