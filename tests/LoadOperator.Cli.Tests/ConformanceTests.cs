namespace LoadOperator.Cli.Tests;

public sealed class ConformanceTests
{
    [Fact(DisableParallelization = true)]
    public async Task Conformance_OurOwnGenerator_DoesAllOfIt()
    {
        var keys = Directory.CreateTempSubdirectory("load-operator-keys-");
        try
        {
            Assert.Equal(0, (await LoadctlProcess.RunAsync("conformance", "--make-keys", keys.FullName)).ExitCode);
            await using var agent = await AgentProcess.StartAsync(keys, feeds: keys);

            var (exitCode, output, errors) = await LoadctlProcess.RunAsync("conformance", agent.Url.ToString(), "--keys", keys.FullName, "--data-folder", keys.FullName);

            Assert.True(exitCode == 0, output + errors);
            Assert.Matches("[0-9]+ passed, 0 failed, 0 skipped", output);
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("conformance")]
    [InlineData("conformance", "nowhere")]
    [InlineData("conformance", "https://127.0.0.1:1")]
    [InlineData("conformance", "https://127.0.0.1:1", "--keys", "/no/such/folder")]
    [InlineData("conformance", "http://127.0.0.1:1", "--target-address", "nowhere")]
    public async Task Conformance_WrongUsage_ExitsWith64(params string[] arguments) => Assert.Equal(64, (await LoadctlProcess.RunAsync(arguments)).ExitCode);

    [Fact]
    public async Task Conformance_NobodyThere_ExitsWithThree()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("conformance", "http://127.0.0.1:1");

        Assert.Equal(3, exitCode);
        Assert.Contains("the generator at http://127.0.0.1:1/ cannot be reached", errors, StringComparison.Ordinal);
    }
}
