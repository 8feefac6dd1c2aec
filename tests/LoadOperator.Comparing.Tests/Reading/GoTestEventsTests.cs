using System.Text.Json;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Comparing.Reading;

namespace LoadOperator.Comparing.Tests.Reading;

public sealed class GoTestEventsTests
{
    [Fact]
    public void Read_LineOverSeveralEvents_IsPutTogether()
    {
        var set = MeasurementReader.Read("x", Stream(
            ("shop", "pkg: shop\n"),
            ("shop", "BenchmarkX\n"),
            ("shop", "BenchmarkX-8   \t"),
            ("shop", "    1000\t      12.5 ns/op"),
            ("shop", "\t 5 allocs/op\nPASS\n")));

        Assert.Equal([12.5], set.Series[0].Values);
        Assert.Equal(new SeriesKey("shop", "X-8", "allocs/op"), set.Series[1].Key);
    }

    [Fact]
    public void Read_PackagesInterleaved_KeepsThemApart()
    {
        var set = MeasurementReader.Read("x", Stream(
            ("a", "BenchmarkX-8 \t"),
            ("b", "BenchmarkX-8 \t"),
            ("b", "1 20 ns/op\n"),
            ("a", "1 10 ns/op\n")));

        Assert.Equal([("a", 10.0), ("b", 20.0)], set.Series.Select(s => (s.Key.Package, s.Values[0])).Order());
    }

    [Fact]
    public void Read_TheSameAsText_FromOneRun() =>
        Assert.Equal(
            MeasurementReader.Read("x", "pkg: a\nBenchmarkX-8 1 10 ns/op\nBenchmarkX-8 1 11 ns/op").Series.Select(s => (s.Key, s.Values[1])),
            MeasurementReader.Read("x", Stream(("a", "pkg: a\nBenchmarkX-8 1 10 ns/op\nBench"), ("a", "markX-8 1 11 ns/op"))).Series.Select(s => (s.Key, s.Values[1])));

    [Fact]
    public void Read_LinesThatGoItselfPrinted_AreSkipped() =>
        Assert.Single(MeasurementReader.Read("x", "go: downloading y v1.0.0\n" + Stream(("a", "BenchmarkX 1 5 ns/op\n")) + "\nexit status 1\n").Series);

    [Fact]
    public void Read_BrokenEvent_NamesTheLine()
    {
        var stream = Stream(("a", "BenchmarkX 1 5 ns/op\n")) + "\n{\"Action\":\"output\",\"Outp";

        Assert.StartsWith("x:2: ", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("x", stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MalformedResult_NamesTheLineItBeganOn()
    {
        var stream = Stream(("a", "PASS\n"), ("a", "BenchmarkX-8 "), ("a", "1 x ns/op\n"));

        Assert.StartsWith("x:2: 'x' is no number", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("x", stream)).Message, StringComparison.Ordinal);
    }

    private static string Stream(params (string Package, string Output)[] events) =>
        string.Join('\n', events.Select(e => JsonSerializer.Serialize(new { Time = "2026-01-01T00:00:00Z", Action = "output", e.Package, e.Output })));
}
