using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>One generator's part of a number of iterations, in proportion to its users, who take them one by one.</summary>
/// <param name="First">The number of the first, over all generators.</param>
/// <param name="Count">How many.</param>
/// <param name="Copies">By how many users.</param>
public readonly record struct IterationQuota(long First, long Count, int Copies)
{
    public static IterationQuota Of(IterationsForConstant phase, Share share)
    {
        long UpTo(int generator) => phase.Iterations * Enumerable.Range(0, generator).Sum(i => (long)UserSchedule.CopiesOf(phase.Copies, share with { Index = i })) / phase.Copies;
        var first = UpTo(share.Index);
        return new IterationQuota(first, UpTo(share.Index + 1) - first, UserSchedule.CopiesOf(phase.Copies, share));
    }
}
