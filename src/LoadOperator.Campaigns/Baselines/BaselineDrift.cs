using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>
/// Whether a baseline has drifted: whether its newest revision, judged as a candidate is, would be a Regression against the pinned one. Each
/// step since was within the margin; together they are not.
/// </summary>
/// <param name="HasDrifted">Null where it cannot be told.</param>
/// <param name="Reason">In one word for programs.</param>
/// <param name="Message">In a sentence.</param>
public sealed record BaselineDrift(bool? HasDrifted, string Reason, string Message)
{
    public static BaselineDrift Of(BaselineSpec spec)
    {
        var (newest, pinned) = (spec.Newest(), spec.Pinned());
        if (newest is null || pinned is null) return new BaselineDrift(false, "NothingPinned", "no revision is pinned");
        if (newest == pinned || newest.IsOfSameImages(pinned)) return new BaselineDrift(false, "SameVersion", $"revision {newest.Revision} and the pinned revision {pinned.Revision} measure the same");
        if (Fingerprint.Differences(pinned.Fingerprint, newest.Fingerprint) is { Count: > 0 } differences)
            return new BaselineDrift(null, "NotComparable", $"revision {newest.Revision} was measured under other conditions than the pinned revision {pinned.Revision}: {string.Join("; ", differences)}");
        var history = History.Between(spec with { Samples = [.. spec.Samples.Where(s => s != newest)] }, pinned, newest);
        List<MetricSpec> metrics = [.. newest.Metrics.Where(m => pinned.Metric(m.Name) is not null).Select(m => new MetricSpec { Name = m.Name })];
        var judged = Judgement.Conclude([.. metrics.Select(m => HistoricalJudge.Judge(m, new Analysis(), history, pinned, new SideValues(newest.Metric(m.Name)!.Values, newest.Requests, newest.Errors)))]);
        if (judged.FirstOrDefault(m => m.Verdict == Verdict.Regression) is { } worse)
            return new BaselineDrift(true, "SlowerThanPinned", $"{worse.Name} of revision {newest.Revision} is {Figures.Delta(worse.Delta, worse.Scale)} against the pinned revision {pinned.Revision}");
        return judged.Any(m => m.Reason == HistoricalJudge.HistoryTooShort)
            ? new BaselineDrift(null, HistoricalJudge.HistoryTooShort, "no image was measured three times, so how much measurements of one version differ is not known")
            : new BaselineDrift(false, "NotShown", $"revision {newest.Revision} is not shown to be slower than the pinned revision {pinned.Revision}");
    }
}
