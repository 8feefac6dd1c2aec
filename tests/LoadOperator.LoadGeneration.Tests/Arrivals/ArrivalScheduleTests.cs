using CsCheck;
using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Arrivals;

public sealed class ArrivalScheduleTests
{
    private const long Day = 24L * 3600 * 1_000_000_000;

    /// <summary>An open phase of each kind, after one with a rate of its own.</summary>
    private static readonly Gen<LoadPhase> OpenPhase = Gen.Select(Gen.Int[0, 5], Gen.Double[0.5, 300], Gen.Double[0, 300], Gen.Double[0.2, 9], Gen.Double[0.01, 2]).Select((kind, rate, before, seconds, interval) =>
    {
        Duration during = Duration.FromSeconds(seconds), per = Duration.FromSeconds(interval);
        return new LoadPhase(1, kind switch
        {
            0 => new Simulation { Inject = new Inject { Rate = rate, Interval = per, During = during } },
            1 => new Simulation { Inject = new Inject { Rate = rate, Interval = per, During = during, Arrivals = ArrivalProcess.Poisson } },
            2 => new Simulation { RampingInject = new RampingInject { Rate = rate, During = during } },
            3 => new Simulation { RampingInject = new RampingInject { Rate = rate, During = during, Arrivals = ArrivalProcess.Poisson } },
            4 => new Simulation { InjectRandom = new InjectRandom { MinRate = (int)rate / 3, MaxRate = (int)rate + 1, Interval = per, During = during } },
            _ => new Simulation { IterationsForInject = new IterationsForInject { Rate = rate, Interval = per, Iterations = (long)(rate * 3) + 1 } },
        }, before, 0);
    });

    // However many generators there are, their shares are the whole schedule, each arrival once, at the same time.
    [Fact]
    public void Of_Shares_AreTogetherTheWhole() => Gen.Select(OpenPhase, Gen.Int[0, 1_000_000], Gen.Int[0, 2].Select(i => new[] { 1, 2, 8 }[i])).Sample((phase, seed, generators) =>
    {
        var whole = ArrivalSchedule.Of(phase, seed, Share.Whole).ToList();
        var parts = Enumerable.Range(0, generators).Select(i => ArrivalSchedule.Of(phase, seed, new Share(i, generators)).ToList()).ToList();
        return parts.SelectMany(p => p).OrderBy(a => a.Index).SequenceEqual(whole)
            && parts.Select((p, i) => p.Count == ArrivalSchedule.CountOf(phase, seed, new Share(i, generators)) && p.All(a => a.Index % generators == i)).All(x => x);
    });

    [Fact]
    public void Of_AnyPhase_HasAsManyArrivalsAsPlannedInOrderAndInTime() => Gen.Select(OpenPhase, Gen.Int[0, 1_000_000]).Sample((phase, seed) =>
    {
        var arrivals = ArrivalSchedule.Of(phase, seed, Share.Whole).ToList();
        var end = phase.Length!.Value.Ticks * TimeSpan.NanosecondsPerTick;
        return arrivals.Count == phase.ArrivalsOf(seed)
            && arrivals.Select((a, i) => a.Index == i).All(x => x)
            && arrivals.Zip(arrivals.Skip(1)).All(pair => pair.First.OffsetNs <= pair.Second.OffsetNs)
            // The last tick of a length is 100 ns.
            && arrivals.All(a => a.OffsetNs >= 0 && a.OffsetNs <= end + 100);
    });

    [Fact]
    public void Of_SameSeed_IsTheSameInBothRoundsOfAPair() => Gen.Select(OpenPhase, Gen.Int[0, 1_000_000]).Sample((phase, seed) =>
        ArrivalSchedule.Of(phase, seed, Share.Whole).SequenceEqual(ArrivalSchedule.Of(phase, seed, Share.Whole)));

    [Fact]
    public void Of_Uniform_IsEvenlySpacedAndWithinThePhase()
    {
        var arrivals = ArrivalSchedule.Of(Inject(500, 2), 1, Share.Whole).ToList();

        Assert.Equal(1000, arrivals.Count);
        Assert.All(arrivals, a => Assert.Equal(a.Index * 2_000_000, a.OffsetNs));
    }

    // 100,000,000 arrivals in a day; the exact offset of each is a fraction of integers, here of one generator's in a thousand.
    [Fact]
    public void Of_ADayOfArrivals_DoesNotDrift() => Gen.Select(Gen.Long[1, 100_000_000], Gen.Int[1, 1000]).Sample(
        (perDay, part) =>
        {
            var phase = new LoadPhase(0, new Simulation { IterationsForInject = new IterationsForInject { Rate = perDay, Interval = new Duration(TimeSpan.FromHours(24)), Iterations = perDay } }, 0, 0);
            var share = new Share((int)(perDay * part / 1000 % 100_000), 100_000);
            return ArrivalSchedule.Of(phase, 1, share).All(a => Math.Abs(a.OffsetNs - (long)((Int128)a.Index * Day / perDay)) <= 1);
        },
        iter: 200);

    // Where the integral of the rate, in integers of a nanosecond, has reached k: within a nanosecond of what a whole day's ramp of 10⁸ arrivals asks for.
    [Fact]
    public void Of_ARampOfADay_DoesNotDrift()
    {
        const double Rate = 2 * 100_000_000 / 86_400.0;
        var phase = new LoadPhase(1, new Simulation { RampingInject = new RampingInject { Rate = Rate, During = new Duration(TimeSpan.FromHours(24)) } }, 0, 0);

        Assert.Equal(100_000_000, phase.ArrivalsOf(1));
        foreach (var arrival in ArrivalSchedule.Of(phase, 1, new Share(4_321, 100_003)))
        {
            // From 0: k = N·(t/T)², so t = T·√(k/N).
            var exact = Day * Math.Sqrt(arrival.Index / 100_000_000.0);
            Assert.InRange(arrival.OffsetNs - exact, -2, 2);
        }
    }

    // From 100/s to 300/s in 2 s: after half the time, 100 + 200/2·1²/2 = 150 of 400 have come.
    [Theory]
    [InlineData(100, 300, 150, 1.0)]
    [InlineData(0, 200, 50, 1.0)]
    [InlineData(200, 0, 150, 1.0)]
    [InlineData(200, 200, 100, 0.5)]
    public void Of_Ramp_FollowsTheIntegralOfTheRate(double from, double to, long arrival, double seconds)
    {
        var phase = new LoadPhase(1, new Simulation { RampingInject = new RampingInject { Rate = to, During = Duration.FromSeconds(2) } }, from, 0);

        Assert.Equal((long)((from + to) / 2 * 2), phase.ArrivalsOf(1));
        Assert.Equal(seconds * 1e9, ArrivalSchedule.Of(phase, 1, Share.Whole).Single(a => a.Index == arrival).OffsetNs, 2.0);
    }

    [Fact]
    public void Of_RampAfterOtherPhases_BeginsAtTheRateBefore()
    {
        IReadOnlyList<LoadPhase> phases = LoadPhase.Of(
        [
            new Simulation { Inject = new Inject { Rate = 120, Interval = Duration.FromSeconds(60), During = Duration.FromSeconds(60) } },
            new Simulation { RampingInject = new RampingInject { Rate = 10, During = Duration.FromSeconds(10) } },
            new Simulation { RampingInject = new RampingInject { Rate = 20, During = Duration.FromSeconds(10) } },
            new Simulation { Pause = new Pause { During = Duration.FromSeconds(1) } },
            new Simulation { RampingInject = new RampingInject { Rate = 20, During = Duration.FromSeconds(10) } },
        ]);

        Assert.Equal([0, 2, 10, 20, 0], phases.Select(p => p.StartRate));
        Assert.Equal([120, 60, 150, 0, 100], phases.Select(p => p.ArrivalsOf(1)));
    }

    // Intervals of a Poisson process are exponential: as long on average as the spacing, with a standard deviation of the same size, and no memory.
    [Fact]
    public void Of_Poisson_HasExponentialGaps()
    {
        var offsets = ArrivalSchedule.Of(Inject(1000, 50, ArrivalProcess.Poisson), 7, Share.Whole).Select(a => a.OffsetNs / 1e6).ToList();
        var gaps = offsets.Zip(offsets.Skip(1), (a, b) => b - a).ToList();
        double mean = gaps.Average(), variance = gaps.Average(g => (g - mean) * (g - mean));

        Assert.Equal(50_000, offsets.Count);
        Assert.Equal(1, mean, 0.01);
        Assert.Equal(1, Math.Sqrt(variance), 0.02);
        Assert.Equal(Math.Exp(-2), gaps.Count(g => g > 2) / (double)gaps.Count, 0.005);
        Assert.Equal(0, gaps.Zip(gaps.Skip(1), (a, b) => (a - mean) * (b - mean)).Average() / variance, 0.02);
        Assert.NotEqual(offsets[1], ArrivalSchedule.Of(Inject(1000, 50, ArrivalProcess.Poisson), 8, Share.Whole).Select(a => a.OffsetNs / 1e6).ElementAt(1));
    }

    [Fact]
    public void Of_PoissonRamp_FollowsTheRate()
    {
        var phase = new LoadPhase(1, new Simulation { RampingInject = new RampingInject { Rate = 10_000, During = Duration.FromSeconds(10), Arrivals = ArrivalProcess.Poisson } }, 0, 0);

        var early = ArrivalSchedule.Of(phase, 3, Share.Whole).Count(a => a.OffsetNs < 5_000_000_000);

        // A quarter of a triangle lies in its first half: 12,500 ± 3 × √(50,000 · ¼ · ¾).
        Assert.InRange(early, 12_500 - 290, 12_500 + 290);
    }

    [Fact]
    public void Of_InjectRandom_DrawsEveryNumberBetweenForEachInterval()
    {
        var phase = new LoadPhase(0, new Simulation { InjectRandom = new InjectRandom { MinRate = 3, MaxRate = 6, During = Duration.FromSeconds(400) } }, 0, 0);

        var counts = ArrivalSchedule.Of(phase, 5, Share.Whole).GroupBy(a => a.OffsetNs / 1_000_000_000).Select(g => g.Count()).ToList();

        Assert.Equal([3, 4, 5, 6], counts.Distinct().Order());
        Assert.Equal(400, counts.Count);
        Assert.Equal(4.5, counts.Average(), 0.2);
    }

    private static LoadPhase Inject(double rate, double seconds, ArrivalProcess? arrivals = null) => new(0, new Simulation { Inject = new Inject { Rate = rate, During = Duration.FromSeconds(seconds), Arrivals = arrivals } }, 0, 0);
}
