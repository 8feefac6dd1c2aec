namespace LoadOperator.Model.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void Next_SeedZero_IsSplitMix64s()
    {
        // The published sequence for seed 0.
        var random = new SeededRandom(0);

        Assert.Equal(0xE220A8397B1DCDAFUL, random.Next());
        Assert.Equal(0x6E789E6AA1B965F4UL, random.Next());
        Assert.Equal(0x06C45D188009454FUL, random.Next());
    }

    [Fact]
    public void NextInteger_SmallRange_IsEvenAndWithinIt()
    {
        var random = new SeededRandom(7);
        var counts = new int[6];

        for (var i = 0; i < 60_000; i++) counts[random.NextInteger(1, 6) - 1]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void NextInteger_WholeRange_IsAllowed()
    {
        var random = new SeededRandom(7);

        Assert.NotEqual(random.NextInteger(long.MinValue, long.MaxValue), random.NextInteger(long.MinValue, long.MaxValue));
    }

    [Fact]
    public void Derive_Neighbours_HaveNothingInCommon() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => SeededRandom.Derive(42, (ulong)i)).Distinct().Count());
}
