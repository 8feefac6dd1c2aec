using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Profiling.Differences;

public enum RecessionOutcome
{
    /// <summary>Less than half of the growth is left, with 95 % confidence.</summary>
    Receded,

    /// <summary>More than half of it is.</summary>
    Remains,

    /// <summary>It could be either.</summary>
    Unclear,
}

/// <summary>What has become of a cost that an earlier comparison blamed.</summary>
/// <param name="Blamed">What grew then.</param>
/// <param name="Left">How much more the candidate spends now than the control did then, or does now: what is left of the growth.</param>
/// <param name="Outcome">Whether it has receded.</param>
public sealed record Recession(BlamedCost Blamed, TTest Left, RecessionOutcome Outcome)
{
    private const double Confidence = 0.95;

    /// <summary>What is left as a share of the growth; 0 is all gone, 1 all there.</summary>
    public double ShareLeft => Left.Estimate / Blamed.Growth.Estimate;

    public Interval LeftCi95 => Left.Confidence(Confidence);

    /// <summary>
    /// Judges by the interval of left − growth / 2: both were measured, in campaigns of their own, so that their variances add up and
    /// the degrees of freedom follow from both (Welch and Satterthwaite).
    /// </summary>
    /// <param name="wasBlamed">Whether the control of now is the version that was blamed: then what the candidate saves is taken off the growth.</param>
    internal static Recession Of(BlamedCost blamed, TTest now, bool wasBlamed)
    {
        var growth = blamed.Growth;
        var left = wasBlamed ? Sum(now, growth, 1) : now;
        var beyondHalf = Sum(now, growth, wasBlamed ? 0.5 : -0.5).Confidence(Confidence);
        return new Recession(blamed, left, beyondHalf.High < 0 ? RecessionOutcome.Receded : beyondHalf.Low > 0 ? RecessionOutcome.Remains : RecessionOutcome.Unclear);
    }

    /// <summary>a + factor · b, of two estimates that know nothing of each other.</summary>
    private static TTest Sum(TTest a, TTest b, double factor)
    {
        double va = a.StandardError * a.StandardError, vb = factor * factor * b.StandardError * b.StandardError;
        return new TTest(a.Estimate + factor * b.Estimate, Math.Sqrt(va + vb), (va + vb) * (va + vb) / (va * va / a.Df + vb * vb / b.Df));
    }
}
