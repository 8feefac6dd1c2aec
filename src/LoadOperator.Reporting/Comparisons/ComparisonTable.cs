using LoadOperator.Comparing.Judging;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>A table of the comparisons of one package in one unit.</summary>
internal sealed record ComparisonTable(string Package, string Unit, TextTable Rows)
{
    public static IEnumerable<ComparisonTable> Of(ComparisonSet set)
    {
        foreach (var group in set.Comparisons.GroupBy(c => (c.Key.Package, c.Key.Unit)).OrderBy(g => FirstOf(set, g.Key.Package)))
        {
            var scale = UnitScale.Of(group.Key.Unit);
            var table = new TextTable("name", "old " + scale.Heading, "new " + scale.Heading, "delta", "p", "n", "verdict");
            foreach (var comparison in group) Add(table, ComparisonRow.Of(comparison, set.Rule.Alpha, scale));
            // Percentiles of one campaign are no sample of anything that a mean would stand for.
            if (!set.New.IsCampaign && ComparisonRow.Geomean([.. group], scale) is { } geomean) Add(table, geomean);
            yield return new ComparisonTable(group.Key.Package, scale.Heading, table);
        }
    }

    /// <summary>Packages stay together, in the order of the old file.</summary>
    private static int FirstOf(ComparisonSet set, string package) => set.Comparisons.TakeWhile(c => c.Key.Package != package).Count();

    private static void Add(TextTable table, ComparisonRow row) => table.Add(row.Name, row.Old, row.New, row.Delta, row.P, row.N, row.Verdict);
}
