using LoadOperator.Statistics.Power;

namespace LoadOperator.Comparing.Judging;

/// <summary>By what two files are compared. The defaults are those of a campaign's <c>analysis</c>, so that both mean the same by a regression.</summary>
public sealed record ComparisonRule
{
    /// <summary>A Regression or an Improvement is called only where p is below this.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>NoRegression is called only where a slowdown of the margin can be excluded at this one-sided level.</summary>
    public double NonInferiorityAlpha { get; init; } = 0.05;

    /// <summary>The margin: how much worse the new side may be, in percent.</summary>
    public double ThresholdPercent { get; init; } = 5;

    /// <summary>Whether value i of both files was measured under the same conditions.</summary>
    public bool IsPaired { get; init; }

    /// <summary>The margin as a fraction.</summary>
    public double Margin => ThresholdPercent / 100;

    internal DecisionRule With(double margin) => new(margin, Alpha, NonInferiorityAlpha);
}
