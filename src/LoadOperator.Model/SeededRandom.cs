namespace LoadOperator.Model;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// Its sequence is fixed by its definition, so a plan drawn from a seed is the same on every machine and runtime.
/// </summary>
public struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed for the part of a campaign named by <paramref name="index"/>, independent of its neighbours'.</summary>
    public static ulong Derive(ulong seed, ulong index) => Mix(seed ^ Mix(index + 0x9E3779B97F4A7C15));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [min, max], without bias (Lemire's multiplication, with rejection).</summary>
    public long NextInteger(long min, long max)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        var range = unchecked((ulong)(max - min) + 1);
        if (range == 0) return unchecked((long)Next());
        var threshold = unchecked(0UL - range) % range;
        while (true)
        {
            var high = Math.BigMul(Next(), range, out var low);
            if (low >= threshold) return unchecked(min + (long)high);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
