using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>One arrival of an open model.</summary>
/// <param name="Index">Its number in the phase, over all generators, from 0.</param>
/// <param name="OffsetNs">When it is due, in nanoseconds from the phase's start.</param>
public readonly record struct Arrival(long Index, long OffsetNs);

/// <summary>
/// When the scenarios of an open phase start: arrival k is due when the integral of the rate reaches k. That is computed for each k from the
/// phase's start, so that nothing adds up over hours. Arrival k is that of generator k mod n.
/// </summary>
public static class ArrivalSchedule
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>The arrivals of one generator's share, in order; none in a closed phase.</summary>
    /// <param name="seed">The seed of the round's arrivals.</param>
    public static IEnumerable<Arrival> Of(LoadPhase phase, long seed, Share share) => phase.Simulation switch
    {
        { Inject: { Arrivals: ArrivalProcess.Poisson } inject } => RandomMoments.Of(inject.Count, phase.SeedOf(seed), share, moment => moment * inject.During.Nanoseconds),
        { Inject: { } inject } => Uniform(inject.Count, inject.Interval.Nanoseconds / inject.Rate, share),
        { IterationsForInject: { } iterations } => Uniform(iterations.Iterations, iterations.Interval.Nanoseconds / iterations.Rate, share),
        { RampingInject: { } ramp } => Ramp(phase, ramp, seed, share),
        { InjectRandom: { } random } => Drawn(random, phase.SeedOf(seed), share),
        _ => [],
    };

    /// <summary>The shortest time between two evenly spaced arrivals of one generator.</summary>
    public static double SpacingNs(LoadPhase phase, Share share) => NanosecondsPerSecond / phase.PeakRate * share.Of;

    /// <summary>How many of a phase's arrivals are one generator's.</summary>
    public static long CountOf(LoadPhase phase, long seed, Share share) => Math.Max(0, (phase.ArrivalsOf(seed) - share.Index + share.Of - 1) / share.Of);

    private static IEnumerable<Arrival> Uniform(long count, double spacingNs, Share share)
    {
        for (long k = share.Index; k < count; k += share.Of) yield return new Arrival(k, (long)(k * spacingNs));
    }

    private static IEnumerable<Arrival> Ramp(LoadPhase phase, RampingInject ramp, long seed, Share share)
    {
        var rate = new LinearRate(phase.StartRate, phase.EndRate, ramp.During.Seconds);
        var count = phase.ArrivalsOf(seed);
        if (ramp.Arrivals == ArrivalProcess.Poisson) return RandomMoments.Of(count, phase.SeedOf(seed), share, moment => rate.TimeOf(moment * rate.Total) * NanosecondsPerSecond);
        return Enumerate();

        IEnumerable<Arrival> Enumerate()
        {
            for (long k = share.Index; k < count; k += share.Of) yield return new Arrival(k, (long)(rate.TimeOf(k) * NanosecondsPerSecond));
        }
    }

    /// <summary>In each interval as many as were drawn for it, evenly spaced.</summary>
    private static IEnumerable<Arrival> Drawn(InjectRandom random, ulong seed, Share share)
    {
        long before = 0;
        for (var interval = 0; interval < random.Intervals; interval++)
        {
            var start = interval * random.Interval.Nanoseconds;
            var length = Math.Min(random.Interval.Nanoseconds, random.During.Nanoseconds - start);
            var count = random.CountIn(interval, seed);
            // The first of this interval that is this generator's.
            var first = (share.Index - before % share.Of + share.Of) % share.Of;
            for (var k = first; k < count; k += share.Of) yield return new Arrival(before + k, start + (long)(k * ((double)length / count)));
            before += count;
        }
    }
}
