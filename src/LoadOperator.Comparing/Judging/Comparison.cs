using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Judging;

/// <summary>One benchmark or metric, old against new.</summary>
public sealed record Comparison
{
    public required Series Old { get; init; }

    public required Series New { get; init; }

    /// <summary>Every figure, and the verdict; the control is the old side.</summary>
    public required MetricStatus Figures { get; init; }

    /// <summary>
    /// Whether it has no part in the overall verdict: it is for information, or it is a count that does not vary and is not
    /// worse than the margin allows. Nothing is claimed of the latter, and nothing speaks against it.
    /// </summary>
    public bool IsLeftOut { get; init; }

    public SeriesKey Key => New.Key;

    public Verdict Verdict => Figures.Verdict ?? Verdict.Invalid;
}
