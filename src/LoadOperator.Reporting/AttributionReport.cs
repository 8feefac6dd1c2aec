using System.Globalization;
using System.Text;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>Why the two sides differ: the methods that cost more or less, what kind of cost it is, and what the counters say.</summary>
public static class AttributionReport
{
    private const int InText = 10;

    public static string Text(AttributionStatus attribution)
    {
        var text = new StringBuilder().AppendLine($"Why: {attribution.Summary}").AppendLine();
        if (attribution.Movers.Count > 0) text.Append(Movers(attribution, attribution.Movers.Take(InText))).AppendLine();
        if (attribution.Verification is { } verification) text.AppendLine($"Verified: {verification.Summary}").AppendLine().Append(Recessions(verification, verification.Costs.Take(InText))).AppendLine();
        foreach (var note in attribution.Notes ?? []) text.AppendLine(note);
        return text.ToString();
    }

    public static string Markdown(AttributionStatus attribution)
    {
        var text = new StringBuilder().AppendLine("## Why").AppendLine().AppendLine($"{attribution.Summary}.").AppendLine();
        if (attribution.Movers.Count > 0)
        {
            text.AppendLine(Movers(attribution, attribution.Movers).ToMarkdown());
            text.AppendLine("Exclusive: the method and the platform's code that it called; inclusive: every stack that it is on. q is p adjusted for all methods tested (Benjamini and Hochberg).").AppendLine();
        }

        text.AppendLine(Costs(attribution).ToMarkdown());
        if (attribution.Verification is { } verification)
        {
            text.AppendLine("### Verified").AppendLine().AppendLine($"{char.ToUpperInvariant(verification.Summary[0])}{verification.Summary[1..]}.").AppendLine();
            text.AppendLine(Recessions(verification, verification.Costs).ToMarkdown());
        }

        text.AppendLine($"- {attribution.ControlProfiles} profiles of the control and {attribution.CandidateProfiles} of the candidate, in rounds that are not scored; {attribution.Tested} costs of methods tested");
        if (attribution.Overhead is { Control: { } control, Candidate: { } candidate })
            text.AppendLine($"- Profiling itself changed the latency of the control by {Figures.Delta(control, Scale.Ratio)}, of the candidate by {Figures.Delta(candidate, Scale.Ratio)}");
        foreach (var note in attribution.Notes ?? []) text.AppendLine($"- {char.ToUpperInvariant(note[0])}{note[1..]}");
        return text.AppendLine().ToString();
    }

    private static TextTable Movers(AttributionStatus attribution, IEnumerable<MethodStatus> movers)
    {
        var table = new TextTable("method", "cost", "", "control", "candidate", "delta", "95% interval", "q");
        foreach (var mover in movers)
        {
            table.Add(
                mover.Method,
                $"{mover.Cost}, {mover.Measure.ToLowerInvariant()}",
                mover.Change.ToLowerInvariant(),
                Value(mover.Control, mover.Unit),
                Value(mover.Candidate, mover.Unit),
                Signed(mover.Delta, mover.Unit),
                mover.Ci95 is [var low, var high] ? $"[{Signed(low, mover.Unit)}, {Signed(high, mover.Unit)}]" : "",
                Figures.PValue(mover.QValue));
        }

        return table;
    }

    private static TextTable Recessions(VerificationStatus verification, IEnumerable<RecessionStatus> costs)
    {
        var table = new TextTable("blamed", "cost", $"growth in {verification.Campaign}", "left", "95% interval", "outcome");
        foreach (var cost in costs)
        {
            table.Add(
                cost.Method ?? "all",
                cost.Measure is null ? cost.Cost : $"{cost.Cost}, {cost.Measure.ToLowerInvariant()}",
                Signed(cost.Growth, cost.Unit),
                cost.Left is { } left ? $"{Signed(left, cost.Unit)} ({left / cost.Growth * 100:0} %)" : "",
                cost.Ci95 is [var low, var high] ? $"[{Signed(low, cost.Unit)}, {Signed(high, cost.Unit)}]" : "",
                cost.Outcome.ToLowerInvariant());
        }

        return table;
    }

    private static TextTable Costs(AttributionStatus attribution)
    {
        var table = new TextTable($"per {attribution.Per}", "control", "candidate", "delta", "95% interval", "p");
        foreach (var cost in attribution.Costs)
            table.Add(cost.Gauge is true ? $"{cost.Cost} (a gauge)" : cost.Cost, Value(cost.Control, cost.Unit), Value(cost.Candidate, cost.Unit), Signed(cost.Delta, cost.Unit), cost.Ci95 is [var low, var high] ? $"[{Signed(low, cost.Unit)}, {Signed(high, cost.Unit)}]" : "", Figures.PValue(cost.PValue));
        return table;
    }

    private static string Signed(double value, string? unit) => (value < 0 ? "-" : "+") + Value(Math.Abs(value), unit);

    private static string Value(double value, string? unit) => (value, unit) switch
    {
        (0, _) => "0",
        (_, "ms") => Figures.Value(value, "ms"),
        ( >= 10_000, "bytes") => string.Create(CultureInfo.InvariantCulture, $"{value / 1024:0.0}KiB"),
        (_, "bytes") => string.Create(CultureInfo.InvariantCulture, $"{value:0}B"),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
