using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Profiling.Differences;

/// <summary>A cost per request on both sides, one value per profile, and the test of its difference.</summary>
/// <param name="Control">The mean of the control's profiles.</param>
/// <param name="Candidate">The mean of the candidate's.</param>
/// <param name="Ci95">The interval of the difference.</param>
/// <param name="P">The two-sided p value; NaN where nothing can be tested.</param>
public sealed record Shift(double Control, double Candidate, Interval Ci95, double P)
{
    public double Delta => Candidate - Control;

    /// <summary>The difference as a share of the control's cost; null where that is 0.</summary>
    public double? Ratio => Control > 0 ? Delta / Control : null;

    /// <summary>Paired where both sides have as many profiles: value i of both was taken one after the other.</summary>
    public static Shift Of(IReadOnlyList<double> control, IReadOnlyList<double> candidate)
    {
        var isPaired = control.Count == candidate.Count;
        var test = isPaired ? TTest.Paired(control, candidate) : TTest.Welch(control, candidate);
        double before = Sample.Mean(control), after = Sample.Mean(candidate);
        if (test.IsDefined) return new Shift(before, after, test.Confidence(0.95), test.P);
        // Without any spread a t test has nothing to go by. That all differences have the same sign still is evidence: a sign test's.
        var p = before == after ? 1 : Math.Min(1, Math.Pow(2, 1 - Math.Min(control.Count, candidate.Count)));
        return new Shift(before, after, new Interval(after - before, after - before), p);
    }
}
