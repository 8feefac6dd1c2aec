using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Judging;

/// <summary>Two files, compared.</summary>
public sealed record ComparisonSet
{
    public required MeasurementSet Old { get; init; }

    public required MeasurementSet New { get; init; }

    public required ComparisonRule Rule { get; init; }

    /// <summary>What both files hold, in the order of the old one.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>What only the old file holds.</summary>
    public required IReadOnlyList<Series> OnlyInOld { get; init; }

    /// <summary>What only the new file holds.</summary>
    public required IReadOnlyList<Series> OnlyInNew { get; init; }

    /// <summary>The answer for all together, by the precedence of a campaign's metrics; Inconclusive where nothing decides.</summary>
    public required Verdict Verdict { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>What a reader should know before trusting the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
