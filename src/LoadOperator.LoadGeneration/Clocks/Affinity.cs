using System.Globalization;
using System.Runtime.InteropServices;

namespace LoadOperator.LoadGeneration.Clocks;

/// <summary>Which CPUs this process may use, and what threads of it spent.</summary>
internal static partial class Affinity
{
    private const int MaxCpus = 1024;
    private const int BitsPerWord = 64;

    /// <summary>CPUs of the machine, whether this process may use them or not.</summary>
    public static int OnlineCpus { get; } = File.Exists("/proc/stat") ? File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])) : Environment.ProcessorCount;

    /// <summary>The CPUs that this thread may run on; empty where the system cannot say.</summary>
    public static IReadOnlyList<int> AllowedCpus()
    {
        var mask = new ulong[MaxCpus / BitsPerWord];
        if (sched_getaffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask) < 0) return [];
        return [.. Enumerable.Range(0, MaxCpus).Where(cpu => (mask[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0)];
    }

    public static void PinThisThread(int cpu)
    {
        var mask = new ulong[MaxCpus / BitsPerWord];
        mask[cpu / BitsPerWord] = 1UL << (cpu % BitsPerWord);
        _ = sched_setaffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask);
    }

    public static TimeSpan CpuTimeOfThread(int threadId)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{threadId}/schedstat");
        if (threadId == 0 || !File.Exists(file)) return TimeSpan.Zero;
        return TimeSpan.FromTicks(long.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int pid, nuint size, [Out] ulong[] mask);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int pid, nuint size, [In] ulong[] mask);
}
