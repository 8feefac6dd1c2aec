using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Profiling.Differences;

/// <summary>Asks of the profiles of a later campaign whether what an earlier one blamed has receded.</summary>
public static class FixCheck
{
    /// <summary>What has become of each cost; a counter that the profiles of now do not have is left out, and so is what no profile has any more.</summary>
    /// <param name="wasBlamed">Whether the control of now is the version that was blamed then; otherwise it is the one that was the control then, too.</param>
    public static IReadOnlyList<Recession> Of(IReadOnlyList<BlamedCost> blamed, IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate, bool wasBlamed)
    {
        IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> before = [.. control.Select(MethodCosts.Of)], after = [.. candidate.Select(MethodCosts.Of)];
        var recessions = new List<Recession>();
        foreach (var cost in blamed)
        {
            if (cost.Subject.In(control, before) is not { } old || cost.Subject.In(candidate, after) is not { } @new) continue;
            var isEnough = Math.Min(old.Count, @new.Count) >= ProfileComparer.FewestProfiles;
            recessions.Add(Recession.Of(cost, !isEnough ? TTest.Undefined : old.Count == @new.Count ? TTest.Paired(old, @new) : TTest.Welch(old, @new), wasBlamed));
        }

        return recessions;
    }
}
