namespace LoadOperator.Cli.Tests;

public sealed class UsageTests
{
    private static readonly string Samples = Path.Join(RepositoryRoot(), "config", "samples");

    public static TheoryData<string> SampleFiles => [.. Directory.GetFiles(Samples, "*.yaml").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public async Task Lint_Sample_IsGood(string sample)
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("lint", "-f", Path.Join(Samples, sample));

        Assert.Equal((0, ""), (exitCode, errors));
    }

    [Fact]
    public async Task Lint_MalformedFile_PrintsEveryProblemAndExitsOne()
    {
        using var file = new TemporaryFile("""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: x}
            spec:
              candidate: {url: http://127.0.0.1:1}
              workload: {http: {pth: /}}
              load: {inject: {rate: -1, during: 1s}}
            """);

        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("lint", "-f", file.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains($"{file.Path}:6:21: error: spec.workload.http.pth: unknown field, did you mean 'path'?", errors, StringComparison.Ordinal);
        Assert.Contains($"{file.Path}:7:25: error: spec.load.inject.rate: '-1': allowed: more than 0", errors, StringComparison.Ordinal);
        Assert.Contains("2 errors", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "-f", "/no/such/file.yaml")]
    [InlineData("lint")]
    [InlineData("nonsense")]
    [InlineData("run", "--nonsense")]
    [InlineData("report", "/no/such/folder")]
    public async Task Command_WrongUsage_ExitsWith64(params string[] arguments)
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync(arguments);

        Assert.Equal(64, exitCode);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Run_ServiceWithoutACluster_SaysWhichOptionGivesItsAddress()
    {
        using var file = new TemporaryFile("""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: orders}
            spec:
              candidate: {service: {name: orders-canary, port: 8080}}
              comparison: {control: {service: {name: orders-stable, port: 8080}}}
              workload: {http: {path: /}}
              load: {inject: {rate: 500, during: 30s}}
            """);

        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("run", "-f", file.Path);

        Assert.Equal(64, exitCode);
        Assert.Contains("--candidate-url", errors, StringComparison.Ordinal);
        Assert.Contains("--control-url", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://")]
    public async Task Run_BadAddress_NamesTheOptionAndTheValue(string url)
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("run", "-f", Path.Join(Samples, "quickstart.yaml"), "--candidate-url", url);

        Assert.Equal(64, exitCode);
        Assert.Contains($"--candidate-url: '{url}'", errors, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder.FullName, "LoadOperator.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
