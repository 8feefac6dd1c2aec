using System.Text;
using LoadOperator.Comparing.Judging;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>Two files compared, for people: the tables in benchstat's manner, what to know of them, and the answer in one sentence.</summary>
public static class ComparisonReport
{
    private const int LongestValue = 120;
    private const int MostNames = 10;

    /// <summary>For a terminal.</summary>
    public static string Text(ComparisonSet set) => Of(set, (text, table) => text.Append(table.Rows).AppendLine(), lines => string.Join('\n', lines), note => "note: " + note);

    /// <summary>For a pull request or a wiki.</summary>
    public static string Markdown(ComparisonSet set) =>
        Of(set, (text, table) => text.AppendLine(table.Rows.ToMarkdown()), lines => "```\n" + string.Join('\n', lines) + "\n```\n", note => "- " + note);

    private static string Of(ComparisonSet set, Action<StringBuilder, ComparisonTable> append, Func<IReadOnlyList<string>, string> block, Func<string, string> note)
    {
        var text = new StringBuilder();
        if (ConfigOf(set) is { Count: > 0 } config) text.AppendLine(block(config));
        var package = "";
        foreach (var table in ComparisonTable.Of(set))
        {
            if (table.Package != package) text.AppendLine(block([$"pkg: {table.Package}"]));
            package = table.Package;
            append(text, table);
        }

        var notes = Missing(set.OnlyInOld, set.Old.Source).Concat(Missing(set.OnlyInNew, set.New.Source)).Concat(set.Notes).ToList();
        foreach (var line in notes) text.AppendLine(note(line));
        if (notes.Count > 0) text.AppendLine();
        text.AppendLine(Answer(set));
        return text.ToString();
    }

    private static List<string> ConfigOf(ComparisonSet set) =>
        [.. set.Old.Config.Where(c => set.New.Config.Contains(c)).Select(c => $"{c.Key}: {(c.Value.Length > LongestValue ? c.Value[..LongestValue] + "…" : c.Value)}")];

    private static IEnumerable<string> Missing(IReadOnlyList<Series> series, string source)
    {
        var names = series.Select(s => s.Key.Package.Length > 0 ? $"{s.Key.Package}.{s.Key.Name}" : s.Key.Name).Distinct().ToList();
        if (names.Count > 0) yield return $"only in {source}, and not compared: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";
    }

    private static string Answer(ComparisonSet set)
    {
        var severity = set.Severity == Severity.None ? "" : $" ({set.Severity})";
        var counts = string.Join(", ", set.Comparisons.GroupBy(c => c.Verdict).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"));
        return $"{set.Verdict}{severity}: {(counts.Length > 0 ? counts : "nothing to compare")}; margin {set.Rule.ThresholdPercent} %, alpha {set.Rule.Alpha}";
    }
}
