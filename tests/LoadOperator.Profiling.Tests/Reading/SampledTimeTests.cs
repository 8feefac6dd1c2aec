using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Reading;

public sealed class SampledTimeTests
{
    private static readonly Frame[] Hash = [new("Shop.Orders.Hash", IsFramework: false)];
    private static readonly Frame[] Parse = [new("Shop.Orders.Parse", IsFramework: false)];

    private readonly SampledTime _time = new();

    [Fact]
    public void ToStacks_EvenSamples_StandForTheTimeBetweenThem()
    {
        for (var ms = 0; ms <= 10; ms++) _time.Add(1, 2 * ms, ms < 3 ? Hash : Parse, CostKind.Cpu);

        Assert.Equal((6, 16), (CostOf(Hash), CostOf(Parse)));
    }

    // One sample of Hash comes after the sampler was held up for 80 ms: it was seen once, as Parse was 80 times.
    [Fact]
    public void ToStacks_OneSampleAfterAPause_WeighsNoMoreThanAnother()
    {
        for (var ms = 0; ms < 80; ms++) _time.Add(1, ms, Parse, CostKind.Cpu);
        _time.Add(1, 159, Hash, CostKind.Cpu);

        Assert.Equal(80, CostOf(Parse) / CostOf(Hash), 6);
        Assert.Equal(159.0 * 81 / 80, CostOf(Parse) + CostOf(Hash), 6);
    }

    [Fact]
    public void ToStacks_ALongPause_IsNobodysButForAPart()
    {
        for (var ms = 0; ms <= 100; ms++) _time.Add(1, ms, Parse, CostKind.Cpu);
        _time.Add(1, 5_100, Parse, CostKind.Cpu);

        Assert.Equal(200.0 * 102 / 101, CostOf(Parse), 6);
    }

    // The time between two looks at different threads is no thread's.
    [Fact]
    public void ToStacks_SeveralThreads_EachHaveTheirOwnTime()
    {
        for (var ms = 0; ms <= 100; ms += 10)
        {
            _time.Add(1, ms, Hash, CostKind.Cpu);
            _time.Add(2, ms + 1, Parse, CostKind.Wait);
        }

        Assert.Equal((110, 110), (CostOf(Hash), CostOf(Parse)));
    }

    [Fact]
    public void ToStacks_SamplesThatAreNobodys_CountForTheTimeAlone()
    {
        for (var ms = 0; ms <= 100; ms++) _time.Add(1, ms, ms % 2 == 0 ? [] : Hash, CostKind.Cpu);

        var only = Assert.Single(_time.ToStacks());
        Assert.Equal(50, only.Cost, 6);
    }

    [Fact]
    public void ToStacks_EveryThreadSeenOnce_StandsForTheIntendedTime()
    {
        _time.Add(1, 0, Hash, CostKind.Cpu);
        _time.Add(2, 0, Hash, CostKind.Cpu);

        Assert.Equal(2, CostOf(Hash));
    }

    [Fact]
    public void ToStacks_NoSamples_AreNone() => Assert.Empty(_time.ToStacks());

    private double CostOf(Frame[] frames) => _time.ToStacks().Where(s => s.Frames.SequenceEqual(frames)).Sum(s => s.Cost);
}
