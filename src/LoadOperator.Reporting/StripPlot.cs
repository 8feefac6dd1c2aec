using System.Text;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>Every round of both sides as a mark on one scale, in plain text.</summary>
internal static class StripPlot
{
    private const int Width = 60;
    private const string Marks = "·•●";

    public static string Of(MetricStatus metric)
    {
        var all = (metric.Control?.Values ?? []).Concat(metric.Candidate.Values).ToList();
        if (all.Count == 0) return "";
        double low = all.Min(), high = all.Max();
        var text = new StringBuilder();
        var left = Figures.Value(low, metric.Unit);
        var right = Figures.Value(high, metric.Unit);
        text.AppendLine(new string(' ', 12) + left + right.PadLeft(Math.Max(1, Width - left.Length)));
        if (metric.Control is { } control) text.AppendLine("control    │" + Row(control.Values, low, high) + "│");
        text.AppendLine("candidate  │" + Row(metric.Candidate.Values, low, high) + "│");
        return text.ToString();
    }

    private static string Row(IReadOnlyList<double> values, double low, double high)
    {
        var counts = new int[Width];
        foreach (var value in values) counts[high > low ? (int)Math.Round((value - low) / (high - low) * (Width - 1)) : Width / 2]++;
        return string.Concat(counts.Select(n => n == 0 ? ' ' : Marks[Math.Min(n, Marks.Length) - 1]));
    }
}
