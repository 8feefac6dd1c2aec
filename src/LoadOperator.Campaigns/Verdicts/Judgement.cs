using LoadOperator.Model.Status;
using LoadOperator.Statistics.Multiplicity;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>One metric with its figures, before it is known what the other metrics say.</summary>
/// <param name="Metric">The figures; with a verdict where nothing is left to decide.</param>
/// <param name="Decide">Reaches the verdict; null where there already is one.</param>
internal sealed record Judgement(MetricStatus Metric, Func<Family, MetricStatus>? Decide)
{
    public static implicit operator Judgement(MetricStatus decided) => new(decided, null);

    /// <summary>Decides all of them: gating metrics as one family, by Holm's method, the others each by itself.</summary>
    public static IReadOnlyList<MetricStatus> Conclude(IReadOnlyList<Judgement> judgements)
    {
        List<int> family = [.. Enumerable.Range(0, judgements.Count).Where(i => judgements[i] is { Metric: { Gate: true, PValue: not null }, Decide: not null })];
        // One that waits for profiles may have any p: with the largest, what is decided without it stays decided with it.
        var waiting = judgements.Count(j => j.Metric is { Gate: true, Reason: TargetValues.NotProfiled });
        var adjusted = AdjustedP.Holm([.. family.Select(i => judgements[i].Metric.PValue!.Value), .. Enumerable.Repeat(1.0, waiting)]);
        return
        [
            .. judgements.Select((judgement, i) => judgement.Decide is not { } decide ? judgement.Metric
                : family.IndexOf(i) is var place and >= 0 ? decide(new Family(adjusted[place], family.Count + waiting)) with { PAdjusted = adjusted[place] }
                : decide(new Family(judgement.Metric.PValue ?? double.NaN, 1))),
        ];
    }
}

/// <summary>What a metric has to know of those that are decided together with it.</summary>
/// <param name="AdjustedP">Its p value, adjusted for the others.</param>
/// <param name="Size">How many there are.</param>
internal readonly record struct Family(double AdjustedP, int Size);
