using System.Runtime.InteropServices;

namespace LoadOperator.LoadGeneration.Clocks;

/// <summary>A time as the system's calls take it (struct timespec).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TimeSpec
{
    private readonly long _seconds;
    private readonly long _nanoseconds;

    private TimeSpec(long ns) => (_seconds, _nanoseconds) = (ns / 1_000_000_000, ns % 1_000_000_000);

    public static TimeSpec Of(long ns) => new(ns);
}
