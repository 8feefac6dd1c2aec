using LoadOperator.Comparing.Measurements;
using LoadOperator.Comparing.Reading;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Tests.Reading;

public sealed class GoBenchmarksTests
{
    private const string Output = """
        goos: linux
        goarch: amd64
        pkg: example.com/shop
        cpu: Some CPU
        BenchmarkEncode/format=json-8   	 1000000	      1051 ns/op	     16 B/op	       2 allocs/op
        BenchmarkEncode/format=json-8   	 1000000	      1062 ns/op	     16 B/op	       2 allocs/op
        PASS
        ok  	example.com/shop	2.3s
        pkg: example.com/shop/cart
        BenchmarkSum-8                  	  500000	      2.5e+03 ns/op	  1.5 MB/s
        """;

    [Fact]
    public void Read_GoTestOutput_HasASeriesForEachNameAndUnit()
    {
        var set = MeasurementReader.Read("old.txt", Output);

        Assert.Equal(
            [
                new SeriesKey("example.com/shop", "Encode/format=json-8", "ns/op"),
                new SeriesKey("example.com/shop", "Encode/format=json-8", "B/op"),
                new SeriesKey("example.com/shop", "Encode/format=json-8", "allocs/op"),
                new SeriesKey("example.com/shop/cart", "Sum-8", "ns/op"),
                new SeriesKey("example.com/shop/cart", "Sum-8", "MB/s"),
            ],
            set.Series.Select(s => s.Key));
        Assert.Equal([1051, 1062], set.Series[0].Values);
        Assert.Equal([2500], set.Series[3].Values);
        Assert.Equal(["goos: linux", "goarch: amd64", "cpu: Some CPU"], set.Config.Select(c => $"{c.Key}: {c.Value}"));
    }

    [Fact]
    public void Read_WindowsLineEnds_ReadsTheSame() =>
        Assert.Equal(
            MeasurementReader.Read("x", Output).Series.Select(s => s.Key),
            MeasurementReader.Read("x", Output.ReplaceLineEndings("\r\n")).Series.Select(s => s.Key));

    [Theory]
    [InlineData("BenchmarkX")]
    [InlineData("Benchmarking the cart, please wait")]
    [InlineData("--- BENCH: BenchmarkX-8")]
    [InlineData("    x_test.go:12: a log line")]
    [InlineData("")]
    public void Read_LineThatIsNoResult_IsSkipped(string line) => Assert.Single(MeasurementReader.Read("x", $"{line}\nBenchmarkX-8 1 5 ns/op").Series);

    [Theory]
    [InlineData("BenchmarkX-8 100 12", "'12' has no unit")]
    [InlineData("BenchmarkX-8 100", "no measurement follows")]
    [InlineData("BenchmarkX-8 100 1.2.3 ns/op", "'1.2.3' is no number (of ns/op)")]
    [InlineData("BenchmarkX-8 1e2 12 ns/op", "'1e2' is no number of iterations")]
    [InlineData("BenchmarkX-8 many 12 ns/op", "'many' is no number of iterations")]
    [InlineData("BenchmarkX-8 100 12 ns/op 3", "'3' has no unit")]
    public void Read_MalformedResult_NamesFileLineAndWhatIsWrong(string line, string problem)
    {
        var exception = Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("old.txt", $"goos: linux\n{line}\n"));

        Assert.StartsWith("old.txt:2: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    public void Read_EmptyFile_SaysSo(string text) => Assert.Equal("old.txt: the file is empty", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("old.txt", text)).Message);

    [Fact]
    public void Read_NoResults_SaysWhatIsUnderstood() =>
        Assert.Contains("go test -bench", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("old.txt", "PASS\nok x 1s\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NotANumber_IsKeptForTheJudge() => Assert.Equal([double.NaN, double.PositiveInfinity], MeasurementReader.Read("x", "BenchmarkX 1 NaN ns/op\nBenchmarkX 1 +Inf ns/op").Series[0].Values);

    [Fact]
    public void Read_UnitLine_SaysWhatIsBetter() =>
        Assert.Equal(Better.Higher, MeasurementReader.Read("x", "Unit hits/op better=higher assume=exact\nBenchmarkX 1 5 hits/op").Better["hits/op"]);

    [Fact]
    public void Read_BenchmarkFailed_Warns() =>
        Assert.Contains("x:1: a benchmark failed", Assert.Single(MeasurementReader.Read("x", "BenchmarkX-8 --- FAIL: BenchmarkX-8\nBenchmarkY 1 5 ns/op").Warnings), StringComparison.Ordinal);

    [Fact]
    public void Read_ConfigThatChanges_HasBothValues() =>
        Assert.Equal(["a", "b"], MeasurementReader.Read("x", "cpu: a\ncpu: a\nBenchmarkX 1 5 ns/op\ncpu: b\nBenchmarkX 1 6 ns/op").Config.Select(c => c.Value));
}
