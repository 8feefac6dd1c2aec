using System.Globalization;
using System.Text;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;

namespace LoadOperator.Reporting;

/// <summary>A baseline for a terminal: what it holds, and in what two of its revisions differ.</summary>
public static class BaselineReport
{
    private const int ShortImage = 19;

    /// <summary>The line that a list of baselines has, the revisions with their metrics, and what is to be known of it.</summary>
    /// <param name="status">Its status at that time.</param>
    /// <param name="now">The time.</param>
    public static string Show(Baseline baseline, BaselineStatus status, DateTimeOffset now)
    {
        var newest = baseline.Spec.Newest();
        var head = new TextTable("NAME", "SAMPLES", "REVISIONS", "FROM", "READY", "AGE");
        head.Add(baseline.Metadata.Name, $"{status.Samples}", $"{status.Revisions.Count}", status.From ?? "", status.Conditions.First(c => c.Type == "Ready").Status, newest is null ? "" : Age(now - newest.StartTime));
        var text = new StringBuilder().Append(head).AppendLine();
        if (newest is null) return text.AppendLine("no revisions").ToString();
        List<string> metrics = [.. newest.Metrics.Select(m => m.Name)];
        var table = new TextTable(["revision", "from", "measured", "same images", "image", "rounds", .. metrics]);
        foreach (var (entry, sample) in status.Revisions.Zip(baseline.Spec.Samples))
        {
            table.Add(
            [
                $"{sample.Revision}{(sample.Revision == baseline.Spec.PinnedRevision ? " (pinned)" : "")}",
                sample.Campaign,
                sample.StartTime.ToString("u", CultureInfo.InvariantCulture),
                $"{entry.MeasurementsOfSameImages}",
                ImageOf(sample),
                $"{sample.Requests.Count}",
                .. metrics.Select(name => Middle(sample.Metric(name))),
            ]);
        }

        text.Append(table);
        foreach (var condition in status.Conditions.Where(c => c is { Type: "Stale", Status: "True" })) text.AppendLine().AppendLine($"Stale: {condition.Message}");
        return text.ToString();
    }

    /// <summary>Two revisions, metric by metric, and every condition that differs. The deltas are estimates without a test: two measurements say nothing of how much measurements differ.</summary>
    public static string Difference(BaselineSample a, BaselineSample b)
    {
        var table = new TextTable("metric", $"revision {a.Revision}", $"revision {b.Revision}", "delta");
        foreach (var name in a.Metrics.Concat(b.Metrics).Select(m => m.Name).Distinct())
        {
            BaselineMetric? of = a.Metric(name), with = b.Metric(name);
            var scale = IsErrorRate(name) ? Scale.Difference : Scale.Ratio;
            table.Add(name, Middle(of), Middle(with), of is null || with is null ? "–" : Figures.Delta(scale == Scale.Ratio ? MiddleOf(with) / MiddleOf(of) - 1 : MiddleOf(with) - MiddleOf(of), scale));
        }

        var text = new StringBuilder().Append(table).AppendLine();
        text.AppendLine((a.IsOfSameImages(b), a.Images.Count > 0 && b.Images.Count > 0) switch
        {
            (true, _) => $"images: the same, {ImageOf(a)}",
            (_, true) => $"images: {ImageOf(a)} then, {ImageOf(b)} now",
            _ => $"images: {ImageOf(a)} then, {ImageOf(b)} now; where they are unknown the two do not count as measurements of the same version",
        });
        var differences = Fingerprint.Differences(a.Fingerprint, b.Fingerprint);
        foreach (var difference in differences) text.AppendLine($"{difference}");
        if (differences.Count == 0) text.AppendLine($"conditions: all {a.Fingerprint.Count} the same");
        return text.ToString();
    }

    private static string ImageOf(BaselineSample sample) => sample.Images.Count == 0 ? "unknown" : string.Join(", ", sample.Images.Select(Short));

    /// <summary>As much of a digest as tells it from others.</summary>
    private static string Short(string image) =>
        image.IndexOf("sha256:", StringComparison.Ordinal) is var start and >= 0 && image.Length - start > ShortImage ? image.Substring(start, ShortImage) : image;

    private static string Middle(BaselineMetric? metric)
    {
        if (metric is null) return "–";
        var spread = IsErrorRate(metric.Name) ? "" : string.Create(CultureInfo.InvariantCulture, $" ± {Sample.CoefficientOfVariation(metric.Values) * 100:0}%");
        return Figures.Value(MiddleOf(metric), metric.Unit) + spread;
    }

    private static double MiddleOf(BaselineMetric metric) => IsErrorRate(metric.Name) ? Sample.Mean(metric.Values) : Sample.GeometricMean(metric.Values);

    private static bool IsErrorRate(string metric) => MetricName.Parse(metric).Family == MetricFamily.ErrorRate;

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{age.TotalDays:0}d",
        { TotalHours: >= 2 } => $"{age.TotalHours:0}h",
        { TotalMinutes: >= 2 } => $"{age.TotalMinutes:0}m",
        _ => $"{Math.Max(0, age.TotalSeconds):0}s",
    };
}
