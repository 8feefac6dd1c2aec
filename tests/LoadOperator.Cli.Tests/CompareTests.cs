using System.Text.Json;

namespace LoadOperator.Cli.Tests;

/// <summary><c>loadctl compare</c> as a program: files in, table and exit code out.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadctl-compare-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1.3, 1)]
    [InlineData(1.0, 0)]
    [InlineData(0.7, 0)]
    public async Task Compare_ClearRatio_ExitsAsRunDoes(double ratio, int code)
    {
        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("compare", Benchmarks("old.txt", 1), Benchmarks("new.txt", ratio));

        Assert.True((exitCode, errors) == (code, ""), errors + output);
        Assert.Contains("old sec/op", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Noise_IsUndecided()
    {
        var (exitCode, output, _) = await LoadctlProcess.RunAsync("compare", Write("old.txt", Lines(100, 150, 80, 120)), Write("new.txt", Lines(120, 90, 150, 95)));

        Assert.Equal(2, exitCode);
        Assert.Contains("~", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_OneSample_IsInvalid() =>
        Assert.Equal(3, (await LoadctlProcess.RunAsync("compare", Write("old.txt", Lines(100)), Write("new.txt", Lines(100)))).ExitCode);

    [Fact]
    public async Task Compare_Json_IsJsonAlone()
    {
        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("compare", "--format", "json", Benchmarks("old.txt", 1), Benchmarks("new.txt", 1.3));

        Assert.Equal((1, ""), (exitCode, errors));
        Assert.Equal("Regression", JsonDocument.Parse(output).RootElement.GetProperty("comparisons")[0].GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("markdown", "|---|")]
    [InlineData("csv", "package,name,unit")]
    [InlineData("text", "geomean")]
    public async Task Compare_OtherFormats_PrintThem(string format, string part) =>
        Assert.Contains(part, (await LoadctlProcess.RunAsync("compare", "--format", format, Benchmarks("old.txt", 1), Benchmarks("new.txt", 1))).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Compare_Options_ChangeTheRule()
    {
        var (old, @new) = (Benchmarks("old.txt", 1), Benchmarks("new.txt", 1.08));

        Assert.Equal(1, (await LoadctlProcess.RunAsync("compare", old, @new)).ExitCode);
        Assert.Equal(0, (await LoadctlProcess.RunAsync("compare", old, @new, "--threshold", "15")).ExitCode);
        Assert.Equal(2, (await LoadctlProcess.RunAsync("compare", old, @new, "--alpha", "1e-30")).ExitCode);
    }

    [Theory]
    [InlineData("--alpha", "0", "allowed: more than 0 and less than 1")]
    [InlineData("--alpha", "one", "allowed: more than 0 and less than 1")]
    [InlineData("--threshold", "-5", "allowed: more than 0 and at most 1000")]
    [InlineData("--format", "xml", "allowed: text, json, markdown, csv")]
    public async Task Compare_WrongOption_NamesItTheValueAndWhatIsAllowed(string option, string value, string allowed)
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("compare", Benchmarks("old.txt", 1), Benchmarks("new.txt", 1), option, value);

        Assert.Equal(64, exitCode);
        Assert.Contains($"{option}: '{value}': {allowed}", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("PASS\n", "holds no benchmark results")]
    [InlineData("goos: linux\nBenchmarkX-8 100 12\n", ":2: '12' has no unit")]
    [InlineData("{\"Action\":\"output\"}\n{\"Action\":\n", ":2: no event")]
    [InlineData("{\"kind\": \"LoadCampaign\"}", "no result of a campaign")]
    public async Task Compare_UnreadableFile_NamesItAndTheProblem(string content, string problem)
    {
        var bad = Write("bad.txt", content);

        var (exitCode, output, errors) = await LoadctlProcess.RunAsync("compare", Benchmarks("old.txt", 1), bad);

        Assert.Equal((64, ""), (exitCode, output));
        Assert.Contains(bad, errors, StringComparison.Ordinal);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_MissingFile_NamesIt()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("compare", "/no/such/file", Benchmarks("new.txt", 1));

        Assert.Equal(64, exitCode);
        Assert.Contains("/no/such/file cannot be read", errors, StringComparison.Ordinal);
    }

    private string Benchmarks(string name, double factor)
    {
        double[] noise = [100, 101, 99, 100.5, 99.5, 100.2, 99.8, 100.1];
        return Write(name, Lines([.. (factor == 1 ? noise : noise.Reverse()).Select(x => x * factor)]) + Lines([.. noise]).Replace("BenchmarkX", "BenchmarkY", StringComparison.Ordinal));
    }

    private static string Lines(params double[] values) => string.Concat(values.Select(x => FormattableString.Invariant($"BenchmarkX-8 1000 {x} ns/op 5 allocs/op\n")));

    private string Write(string name, string content)
    {
        var path = Path.Join(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
