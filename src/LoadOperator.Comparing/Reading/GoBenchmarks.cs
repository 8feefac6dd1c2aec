using System.Text.RegularExpressions;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Reading;

/// <summary>
/// Go's benchmark format (golang.org/design/14313-benchmark-format): result lines, <c>key: value</c> lines that hold from where
/// they stand, and <c>Unit</c> lines with what is to be known of a unit. Everything else is the program's own output and skipped.
/// </summary>
internal static partial class GoBenchmarks
{
    private const string PackageKey = "pkg";

    /// <exception cref="MeasurementFormatException">A result line is malformed, or there is none.</exception>
    public static MeasurementSet Read(string source, IEnumerable<SourceLine> lines)
    {
        var series = new Dictionary<SeriesKey, List<double>>();
        var config = new List<ConfigLine>();
        var better = new Dictionary<string, Better>();
        var warnings = new List<string>();
        var packages = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            if (BenchmarkLine.MayBe(line.Text))
            {
                var result = BenchmarkLine.Parse(line.Text, out var problem);
                if (problem is not null) throw new MeasurementFormatException(source, line.Number, $"{problem} in '{line.Text.Trim()}'");
                if (result is null)
                {
                    if (line.Text.Contains("FAIL", StringComparison.Ordinal)) warnings.Add($"{source}:{line.Number}: a benchmark failed: {line.Text.Trim()}");
                    continue;
                }

                var package = packages.GetValueOrDefault(line.Package, line.Package);
                foreach (var (value, unit) in result.Measurements) Append(series, new SeriesKey(package, result.Name, unit), value);
            }
            else if (ConfigPattern().Match(line.Text) is { Success: true } pair)
            {
                var (key, value) = (pair.Groups["key"].Value, pair.Groups["value"].Value.Trim());
                if (key == PackageKey) packages[line.Package] = value;
                else if (value.Length > 0 && !config.Contains(new ConfigLine(key, value))) config.Add(new ConfigLine(key, value));
            }
            else if (UnitPattern().Match(line.Text) is { Success: true } unit)
            {
                better[unit.Groups["unit"].Value] = unit.Groups["better"].Value == "higher" ? Better.Higher : Better.Lower;
            }
        }

        if (series.Count == 0)
            throw new MeasurementFormatException(source, "holds no benchmark results; understood are the output of go test -bench, of go test -bench -json, and result.json of loadctl run");
        return new MeasurementSet { Source = source, Series = [.. series.Select(s => new Series(s.Key, s.Value))], Config = config, Better = better, Warnings = warnings };
    }

    private static void Append(Dictionary<SeriesKey, List<double>> series, SeriesKey key, double value)
    {
        if (!series.TryGetValue(key, out var values)) series[key] = values = [];
        values.Add(value);
    }

    /// <summary>A key begins with a lower-case letter and holds neither space nor upper case; a value may be missing, which ends the key's.</summary>
    [GeneratedRegex(@"^(?<key>\p{Ll}[^\s\p{Lu}:]*):(?<value>[ \t]+.*|)$")]
    private static partial Regex ConfigPattern();

    [GeneratedRegex(@"^Unit\s+(?<unit>\S+)\s(.*\s)?better=(?<better>higher|lower)(\s|$)")]
    private static partial Regex UnitPattern();
}
