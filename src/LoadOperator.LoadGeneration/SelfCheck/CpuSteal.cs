using System.Globalization;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>Time of the CPUs that this process may use, as <c>/proc/stat</c> accounts it.</summary>
/// <param name="Stolen">Ticks in which a virtual CPU wanted to run and the hypervisor ran another.</param>
/// <param name="All">Ticks in all.</param>
internal readonly record struct CpuSteal(long Stolen, long All)
{
    /// <summary>user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two.</summary>
    private const int Columns = 8;

    /// <summary>Null where the system does not say.</summary>
    public static CpuSteal? Read()
    {
        const string Stat = "/proc/stat";
        if (!File.Exists(Stat)) return null;
        // The lines that follow those of the CPUs are long, and of no use here.
        return Parse(File.ReadLines(Stat).TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)), Affinity.AllowedCpus());
    }

    /// <param name="lines">The lines of <c>/proc/stat</c> that begin with <c>cpu</c>.</param>
    /// <param name="cpus">The CPUs to count; none for all.</param>
    public static CpuSteal? Parse(IEnumerable<string> lines, IReadOnlyList<int> cpus)
    {
        long stolen = 0, all = 0;
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= Columns || !int.TryParse(fields[0].AsSpan(3), CultureInfo.InvariantCulture, out var cpu) || (cpus.Count > 0 && !cpus.Contains(cpu))) continue;
            for (var i = 1; i <= Columns; i++) all += long.Parse(fields[i], CultureInfo.InvariantCulture);
            stolen += long.Parse(fields[Columns], CultureInfo.InvariantCulture);
        }

        return all > 0 ? new CpuSteal(stolen, all) : null;
    }

    /// <summary>How much was stolen since an earlier reading, in percent; null where no tick has passed.</summary>
    public double? PercentSince(CpuSteal earlier) => All > earlier.All ? 100.0 * (Stolen - earlier.Stolen) / (All - earlier.All) : null;
}
