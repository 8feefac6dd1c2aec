using System.Text.Json;
using LoadOperator.Comparing.Judging;
using LoadOperator.Comparing.Reading;
using LoadOperator.Reporting.Comparisons;

namespace LoadOperator.Reporting.Tests.Comparisons;

public sealed class ComparisonReportTests
{
    private static readonly string[] ListedNames =
        ["name", "unit", "old", "new", "delta", "deltaCi95", "welch", "welchLogRatio", "mannWhitney", "hodgesLehmann", "verdict", "severity"];

    [Fact]
    public void Text_TwoFiles_IsATableForEachUnit() =>
        Assert.Equal("""
            goos: linux
            pkg: shop
            name      old sec/op    new sec/op    delta    p      n    verdict
            Encode-8  1.005µs ± 0%  1.206µs ± 0%  +20.05%  2e-16  6+6  Regression
            Sum-8     2.005ms ± 0%  2.002ms ± 0%  ~        0.168  6+6  NoRegression
            geomean   44.88µs       49.15µs       +9.50%

            name      old allocs/op  new allocs/op  delta  p      n    verdict
            Encode-8  5 ± 0%         5 ± 0%         ~      1.000  6+6  Inconclusive (AllEqual)

            note: only in old.txt, and not compared: shop.Gone-8
            note: configurations differ, cpu: A in old.txt, B in new.txt
            note: where all samples are equal nothing is tested, and nothing claimed; such counts are left out of the overall verdict

            Regression (Critical): 1 NoRegression, 1 Regression, 1 Inconclusive; margin 5 %, alpha 0.01

            """.ReplaceLineEndings(), ComparisonReport.Text(Set()).ReplaceLineEndings());

    [Fact]
    public void Markdown_TwoFiles_HasTheSameTables()
    {
        var text = ComparisonReport.Markdown(Set()).ReplaceLineEndings("\n");

        Assert.Contains("| Encode-8 | 1.005µs ± 0% | 1.206µs ± 0% | +20.05% |", text, StringComparison.Ordinal);
        Assert.Contains("```\ngoos: linux\n```\n", text, StringComparison.Ordinal);
        Assert.Contains("- only in old.txt", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_TwoFiles_HasALineForEachComparison()
    {
        var lines = ComparisonCsv.Of(Set()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(13, line.Count(c => c == ',')));
        Assert.StartsWith("shop,Encode-8,ns/op,1004.8", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_OrdinaryComparison_HasExactlyTheDocumentedNames()
    {
        var comparison = Json(Set()).GetProperty("comparisons")[0];

        Assert.Equal(ListedNames, comparison.EnumerateObject().Select(p => p.Name));
        Assert.Equal(6, comparison.GetProperty("old").GetProperty("values").GetArrayLength());
        Assert.Equal(["t", "df", "p", "ci95"], comparison.GetProperty("welch").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["t", "df", "p", "delta", "deltaCi95"], comparison.GetProperty("welchLogRatio").EnumerateObject().Select(p => p.Name));
        Assert.True(comparison.GetProperty("mannWhitney").GetProperty("exact").GetBoolean());
    }

    [Fact]
    public void Json_Paired_HasTheTestsOfPairs()
    {
        var comparison = Json(Set(new ComparisonRule { IsPaired = true })).GetProperty("comparisons")[0];

        Assert.Equal(["paired", "pairedLogRatio"], comparison.EnumerateObject().Select(p => p.Name).Except(ListedNames));
    }

    [Theory]
    [InlineData("ns/op", "NaN")]
    [InlineData("ns/op", "+Inf")]
    [InlineData("ns/op", "0")]
    public void Json_NumbersThatDoNotExist_AreNullWithAReason(string unit, string value)
    {
        var file = $"BenchmarkX 1 {value} {unit}\nBenchmarkX 1 2 {unit}\nBenchmarkX 1 3 {unit}";

        var comparison = Json(Comparer.Compare(MeasurementReader.Read("a", file), MeasurementReader.Read("b", file), new ComparisonRule())).GetProperty("comparisons")[0];

        Assert.Equal(("Invalid", JsonValueKind.Null, JsonValueKind.Null), (comparison.GetProperty("verdict").GetString(), comparison.GetProperty("delta").ValueKind, comparison.GetProperty("welchLogRatio").ValueKind));
        Assert.NotEmpty(comparison.GetProperty("reason").GetString()!);
    }

    [Fact]
    public void Json_SameNameInTwoPackages_SaysWhichIsWhich()
    {
        const string File = "pkg: a\nBenchmarkX 1 2 ns/op\npkg: b\nBenchmarkX 1 3 ns/op";

        var comparisons = Json(Comparer.Compare(MeasurementReader.Read("a", File), MeasurementReader.Read("b", File), new ComparisonRule())).GetProperty("comparisons");

        Assert.Equal(["a", "b"], comparisons.EnumerateArray().Select(c => c.GetProperty("pkg").GetString()));
    }

    [Theory]
    [InlineData("ns/op", "sec/op", new[] { 950.0, 1050 }, new[] { "950.0ns", "1050ns" })]
    [InlineData("ns/op", "sec/op", new[] { 1.5e9 }, new[] { "1.500s" })]
    [InlineData("ms", "sec", new[] { 12.44 }, new[] { "12.44ms" })]
    [InlineData("B/op", "B/op", new[] { 1536.5, 1e7 }, new[] { "1.500KiB", "9766KiB" })]
    [InlineData("MB/s", "B/s", new[] { 104.8576 }, new[] { "100.0MiB" })]
    [InlineData("allocs/op", "allocs/op", new[] { 5.0, 0 }, new[] { "5", "0" })]
    [InlineData("allocs/op", "allocs/op", new[] { 12345.0 }, new[] { "12.35k" })]
    [InlineData("fraction", "fraction", new[] { 0.0125 }, new[] { "1.250%" })]
    [InlineData("p99-us/op", "p99-sec/op", new[] { 250.0, double.NaN }, new[] { "250.0µs", "–" })]
    public void UnitScale_Value_ReadsWell(string unit, string heading, double[] values, string[] texts)
    {
        var scale = UnitScale.Of(unit);

        Assert.Equal(heading, scale.Heading);
        Assert.Equal(texts, scale.Format(values));
    }

    private static JsonElement Json(ComparisonSet set) => JsonDocument.Parse(ComparisonJson.Of(set)).RootElement;

    private static ComparisonSet Set(ComparisonRule? rule = null)
    {
        string File(string cpu, double factor, string more)
        {
            int[] noise = [0, 3, 7, 4, 9, 6];
            var lines = noise.Select((x, i) => FormattableString.Invariant($"BenchmarkEncode-8 1000 {(1000 + x) * factor + (factor > 1 ? i % 2 : 0)} ns/op 5 allocs/op\nBenchmarkSum-8 10 {2_000_000 + 1000 * noise[(i * 5 + (factor > 1 ? 1 : 0)) % 6] - (factor > 1 ? 1000 * i : 0)} ns/op"));
            return $"goos: linux\npkg: shop\ncpu: {cpu}\n" + string.Join('\n', lines) + more;
        }

        return Comparer.Compare(
            MeasurementReader.Read("old.txt", File("A", 1, "\nBenchmarkGone-8 1 5 ns/op")),
            MeasurementReader.Read("new.txt", File("B", 1.2, "")),
            rule ?? new ComparisonRule());
    }
}
