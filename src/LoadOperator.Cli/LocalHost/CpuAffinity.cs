using System.Runtime.InteropServices;

namespace LoadOperator.Cli.LocalHost;

/// <summary>Which CPUs threads of this process may run on (sched_setaffinity). New threads and child processes inherit it.</summary>
internal static partial class CpuAffinity
{
    private const int MaxCpus = 1024;
    private const int BitsPerWord = 64;

    /// <summary>The CPUs that this thread may run on, in order; empty where the system cannot say.</summary>
    public static IReadOnlyList<int> Allowed()
    {
        if (!OperatingSystem.IsLinux()) return [];
        var mask = new ulong[MaxCpus / BitsPerWord];
        if (sched_getaffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask) < 0) return [];
        return [.. Enumerable.Range(0, MaxCpus).Where(cpu => (mask[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0)];
    }

    /// <summary>Runs something on this thread while it may use only these CPUs, so that a process started by it begins there with all its threads.</summary>
    public static T On<T>(IReadOnlyList<int> cpus, Func<T> action)
    {
        var before = Allowed();
        if (cpus.Count == 0 || before.Count == 0) return action();
        Set(0, cpus);
        try
        {
            return action();
        }
        finally
        {
            Set(0, before);
        }
    }

    /// <summary>Keeps every thread of this process, present and future, to these CPUs.</summary>
    public static void KeepThisProcessTo(IReadOnlyList<int> cpus)
    {
        if (cpus.Count == 0 || !OperatingSystem.IsLinux()) return;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            if (int.TryParse(Path.GetFileName(thread), out var id)) Set(id, cpus);
    }

    private static void Set(int thread, IReadOnlyList<int> cpus)
    {
        var mask = new ulong[MaxCpus / BitsPerWord];
        foreach (var cpu in cpus) mask[cpu / BitsPerWord] |= 1UL << (cpu % BitsPerWord);
        // A thread that has ended in the meantime needs no CPU.
        _ = sched_setaffinity(thread, (nuint)(mask.Length * sizeof(ulong)), mask);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int pid, nuint size, [In] ulong[] mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_getaffinity(int pid, nuint size, [Out] ulong[] mask);
}
