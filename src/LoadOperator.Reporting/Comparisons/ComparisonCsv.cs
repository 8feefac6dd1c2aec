using System.Globalization;
using System.Text;
using LoadOperator.Comparing.Judging;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>Two files compared, for spreadsheets: a line for each comparison, values in the unit of the file (RFC 4180).</summary>
public static class ComparisonCsv
{
    public static string Of(ComparisonSet set)
    {
        var text = new StringBuilder("package,name,unit,old,new,delta,deltaLow,deltaHigh,p,nOld,nNew,verdict,severity,reason\n");
        foreach (var comparison in set.Comparisons)
        {
            var (key, figures) = (comparison.Key, comparison.Figures);
            var interval = figures.DeltaCi95;
            text.AppendJoin(',', [
                Quoted(key.Package), Quoted(key.Name), Quoted(key.Unit),
                Number(figures.Control?.GeometricMean ?? figures.Control?.Mean), Number(figures.Candidate.GeometricMean ?? figures.Candidate.Mean),
                Number(figures.Delta), Number(interval?[0]), Number(interval?[1]), Number(figures.PValue),
                $"{comparison.Old.Values.Count}", $"{comparison.New.Values.Count}",
                $"{figures.Verdict}", $"{figures.Severity}", Quoted(figures.Reason ?? "")]).Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double? value) => value is { } x && double.IsFinite(x) ? x.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
