using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>One arrival of an open model.</summary>
/// <param name="Index">Its number in the phase, over all generators, from 0.</param>
/// <param name="OffsetNs">When it is due, in nanoseconds from the phase's start.</param>
public readonly record struct Arrival(long Index, long OffsetNs);

/// <summary>When the scenarios of an <c>inject</c> phase start: arrival k is due at k × interval ÷ rate, computed for each k from the start, so that nothing adds up over hours.</summary>
public static class ArrivalSchedule
{
    /// <summary>The arrivals of one generator's share, in order.</summary>
    public static IEnumerable<Arrival> Of(Inject inject, Share share) => Uniform(inject.Arrivals, SpacingNs(inject), share);

    /// <summary>The time between two arrivals, all generators together.</summary>
    public static double SpacingNs(Inject inject) => inject.Interval.Nanoseconds / inject.Rate;

    /// <summary>The warm-up of a phase: its arrivals, for as long as the warm-up takes.</summary>
    public static IEnumerable<Arrival> OfWarmUp(Inject inject, Duration warmUp, Share share) =>
        Uniform((long)(warmUp.Nanoseconds / SpacingNs(inject)), SpacingNs(inject), share);

    /// <summary>One generator's part of a number of users: the remainder goes to the first ones.</summary>
    public static int CopiesOf(KeepConstant phase, Share share) => phase.Copies / share.Of + (share.Index < phase.Copies % share.Of ? 1 : 0);

    private static IEnumerable<Arrival> Uniform(long count, double spacingNs, Share share)
    {
        for (long k = share.Index; k < count; k += share.Of) yield return new Arrival(k, (long)(k * spacingNs));
    }
}
