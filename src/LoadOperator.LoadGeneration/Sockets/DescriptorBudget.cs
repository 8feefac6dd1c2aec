using System.Globalization;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>
/// How many connections this process may have, over all targets. Some descriptors are kept back: a generator that has run out must
/// still be able to say so.
/// </summary>
/// <param name="limit">How many descriptors the process may have; null where the system does not say.</param>
/// <param name="others">How many it has beside connections.</param>
internal sealed class DescriptorBudget(int? limit, int others = 0)
{
    private const int KeptBack = 200;

    /// <summary>Below what the self-check allows by default.</summary>
    private const double TightShare = 0.85;

    private readonly int _most = limit is { } all ? Math.Max(1, all - KeptBack) : int.MaxValue;
    private int _taken;
    private int _peak;

    /// <summary>The most descriptors that were in use since <see cref="RestartPeak"/>, in percent; null where the limit is not known.</summary>
    public double? PeakPercent => limit is { } all ? 100.0 * (others + Volatile.Read(ref _peak)) / all : null;

    /// <summary>Whether what can wait for a connection should.</summary>
    public bool IsTight => limit is { } all && others + Volatile.Read(ref _taken) >= TightShare * all;

    /// <summary>What the system grants this process.</summary>
    public static DescriptorBudget OfThisProcess() => Limit() is { } limit ? new DescriptorBudget(limit, Directory.GetFileSystemEntries("/proc/self/fd").Length) : new DescriptorBudget(null);

    /// <returns>False where no more connection may be opened.</returns>
    public bool TryTake()
    {
        var taken = Interlocked.Increment(ref _taken);
        int peak;
        while (taken <= _most && taken > (peak = Volatile.Read(ref _peak)) && Interlocked.CompareExchange(ref _peak, taken, peak) != peak)
        {
            // Another was quicker: look again.
        }

        if (taken <= _most) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _taken);

    public void RestartPeak() => Volatile.Write(ref _peak, Volatile.Read(ref _taken));

    private static int? Limit()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        if (!File.Exists(Limits)) return null;
        var line = File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal)) ?? "";
        return line[Math.Min(line.Length, Name.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..] && int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
