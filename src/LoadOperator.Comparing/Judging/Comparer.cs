using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Judging;

/// <summary>Compares two files, benchmark by benchmark.</summary>
public static class Comparer
{
    public static ComparisonSet Compare(MeasurementSet old, MeasurementSet @new, ComparisonRule rule)
    {
        var newByKey = @new.Series.ToDictionary(s => s.Key);
        var oldKeys = old.Series.Select(s => s.Key).ToHashSet();
        IReadOnlyList<Comparison> comparisons =
        [
            .. old.Series.Where(s => newByKey.ContainsKey(s.Key)).AsParallel().AsOrdered().Select(s => SampleJudge.Judge(s, newByKey[s.Key], BetterOf(s.Key.Unit), rule)),
        ];
        var verdict = Overall(comparisons);
        return new ComparisonSet
        {
            Old = old,
            New = @new,
            Rule = rule,
            Comparisons = comparisons,
            OnlyInOld = [.. old.Series.Where(s => !newByKey.ContainsKey(s.Key))],
            OnlyInNew = [.. @new.Series.Where(s => !oldKeys.Contains(s.Key))],
            Verdict = verdict,
            Severity = comparisons.Where(c => !c.IsLeftOut && c.Verdict == verdict).Max(c => c.Figures.Severity) ?? Severity.None,
            Notes = [.. ComparisonNotes.On(old, @new, rule, comparisons)],
        };

        Better BetterOf(string unit) => @new.Better.TryGetValue(unit, out var better) || old.Better.TryGetValue(unit, out better) ? better : MetricUnit.BetterOf(unit);
    }

    private static Verdict Overall(IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.Count == 0) return Verdict.Invalid;
        var verdicts = comparisons.Where(c => !c.IsLeftOut).Select(c => c.Verdict).ToHashSet();
        return CampaignVerdict.Precedence.Cast<Verdict?>().FirstOrDefault(v => verdicts.Contains(v!.Value)) ?? Verdict.Inconclusive;
    }
}
