using System.Globalization;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// How many connections this process may have, over all targets. Some descriptors are kept back: a generator that has run out must
/// still be able to say so.
/// </summary>
internal sealed class DescriptorBudget(int most)
{
    private const int KeptBack = 200;

    private int _taken;

    /// <summary>What the system grants this process.</summary>
    public static DescriptorBudget OfThisProcess() => new(Math.Max(1, Limit() - KeptBack));

    /// <returns>False where no more connection may be opened.</returns>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _taken);

    private static int Limit()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        if (!File.Exists(Limits)) return int.MaxValue;
        var line = File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal)) ?? "";
        return line[Math.Min(line.Length, Name.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..] && int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
