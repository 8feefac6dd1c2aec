using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>A phase of a round on the monotonic clock.</summary>
/// <param name="Phase">What is sent.</param>
/// <param name="Number">Distinguishes what its scenarios draw from those of other phases; 0 is the warm-up.</param>
/// <param name="StartNs">When it begins.</param>
/// <param name="EndNs">When it ends; the end of time where the target decides.</param>
internal sealed record TimedPhase(LoadPhase Phase, int Number, long StartNs, long EndNs)
{
    public bool IsMeasured => Number > 0;
}

/// <summary>The phases of a round: the warm-up, if there is one, and those that are measured.</summary>
internal static class Timeline
{
    public static IReadOnlyList<TimedPhase> Of(RoundPlan plan, long startNs)
    {
        var timeline = new List<TimedPhase>();
        var start = startNs;
        if (plan.WarmUp > Duration.Zero) Add(new LoadPhase(0, plan.Simulations[0].WarmUp(plan.WarmUp), 0, 0), 0);
        foreach (var phase in LoadPhase.Of(plan.Simulations)) Add(phase, phase.Number + 1);
        return timeline;

        void Add(LoadPhase phase, int number)
        {
            var end = phase.Length is { } length ? start + length.Ticks * TimeSpan.NanosecondsPerTick : long.MaxValue;
            timeline.Add(new TimedPhase(phase, number, start, end));
            start = end;
        }
    }
}
