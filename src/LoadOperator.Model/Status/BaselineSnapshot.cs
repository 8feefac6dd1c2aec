using System.ComponentModel;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Status;

/// <summary>A baseline as a campaign found it, with the metrics that the campaign compares.</summary>
public sealed record BaselineSnapshot
{
    [Description("The baseline's name.")]
    public required string Name { get; init; }

    [Description("The revision that was pinned.")]
    public int? PinnedRevision { get; init; }

    [Description("The age from which the newest revision is stale.")]
    public Duration? MaxAge { get; init; }

    [Description("The revisions, the oldest first.")]
    [Items(0, BaselineSpec.MostRevisions)]
    public required IReadOnlyList<BaselineSample> Samples { get; init; }

    [Description("Revisions that were left out, as a status has room for so much only: those that say least of the newest one.")]
    [Items(0, BaselineSpec.MostRevisions)]
    public IReadOnlyList<int>? LeftOut { get; init; }

    public static BaselineSnapshot Of(Baseline baseline, Analysis analysis)
    {
        var compared = analysis.EffectiveMetrics.Select(m => m.Metric.Text).ToHashSet();
        return new BaselineSnapshot
        {
            Name = baseline.Metadata.Name,
            PinnedRevision = baseline.Spec.PinnedRevision,
            MaxAge = baseline.Spec.MaxAge,
            Samples = [.. baseline.Spec.Samples.Select(s => s with { Metrics = [.. s.Metrics.Where(m => compared.Contains(m.Name))] })],
        };
    }

    /// <summary>The baseline that this was taken of, as far as a verdict needs it.</summary>
    public Baseline Restore() => new() { Metadata = new() { Name = Name }, Spec = new BaselineSpec { Samples = Samples, PinnedRevision = PinnedRevision, MaxAge = MaxAge, MaxRevisions = BaselineSpec.MostRevisions } };
}
