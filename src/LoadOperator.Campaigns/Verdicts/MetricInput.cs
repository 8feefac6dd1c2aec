using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What a metric is judged from: its settings, and a value per round and side, in the order of the pairs.</summary>
/// <param name="Spec">The metric, its margin and whether it gates.</param>
/// <param name="Analysis">The levels and margins of the campaign.</param>
/// <param name="Control">The control's rounds.</param>
/// <param name="Candidate">The candidate's rounds.</param>
public sealed record MetricInput(MetricSpec Spec, Analysis Analysis, SideValues Control, SideValues Candidate)
{
    public MetricName Name => Spec.Metric;

    /// <summary>Whether the test of pairs decides, for this many of them.</summary>
    public bool IsPairedFor(int pairs) => Analysis.Test switch
    {
        TestChoice.Paired => true,
        TestChoice.Welch => false,
        _ => pairs >= Model.CampaignLimits.FewestPairsForPairing,
    };
}

/// <summary>One side's rounds.</summary>
/// <param name="Values">The metric's value in every round; NaN where a round has none.</param>
/// <param name="Requests">The requests of every round.</param>
/// <param name="Errors">Those of them that failed.</param>
public sealed record SideValues(IReadOnlyList<double> Values, IReadOnlyList<long> Requests, IReadOnlyList<long> Errors);
