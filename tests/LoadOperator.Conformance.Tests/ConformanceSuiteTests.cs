using System.Net;
using LoadOperator.TestTargets;

namespace LoadOperator.Conformance.Tests;

/// <summary>Generators that do not do what they should. One that does is tried by the tests of loadctl.</summary>
public sealed class ConformanceSuiteTests
{
    [Fact]
    public async Task Run_GeneratorThatAnswersAnything_FailsEveryCheckThatCanBeTried()
    {
        await using var generator = StubServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        var results = await RunAsync(generator.Url);

        Assert.Equal(ConformanceSuite.Requirements.Select(r => r.Name), results.Select(r => r.Name));
        Assert.All(results, r => Assert.Equal(CanBeTried(r.Name) ? CheckOutcome.Failed : CheckOutcome.Skipped, r.Outcome));
        Assert.All(results, r => Assert.NotEmpty(r.Findings));
        Assert.Contains("contractVersion", Assert.Single(results[0].Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProgramThatIsNoGenerator_FailsEveryCheckThatCanBeTried()
    {
        await using var generator = StubServer.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

        Assert.All(await RunAsync(generator.Url), r => Assert.NotEqual(CheckOutcome.Passed, r.Outcome));
    }

    [Fact]
    public async Task Run_NobodyThere_SaysSoAtOnce()
    {
        var generator = StubServer.Answering(StubServer.Ok);
        await generator.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(generator.Url));
    }

    [Theory]
    [InlineData("", "grpc")]
    [InlineData("\"extract\"", "grpc")]
    [InlineData("\"grpc\"", "extract")]
    public async Task Run_GeneratorWithoutAllFeaturesOfACheck_SkipsItAndNamesTheFirst(string features, string missing)
    {
        var info = $$"""{"contractVersion":"v1","generator":"g","runtime":"r","garbageCollector":"c","operatingSystem":"o","kernel":"k","cpuModel":"m","cpuSet":"0","cgroupVersion":"2","memoryLimitBytes":1,"host":"h","features":[{{features}}]}""";
        await using var generator = StubServer.Answering($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {info.Length}\r\n\r\n{info}");

        var result = (await RunAsync(generator.Url)).Single(r => r.Name == "grpc.extract");

        Assert.Equal(CheckOutcome.Skipped, result.Outcome);
        Assert.Contains($"the feature {missing}", Assert.Single(result.Findings), StringComparison.Ordinal);
    }

    /// <summary>Without keys, and with a generator that names no feature.</summary>
    private static bool CanBeTried(string name) => name.Split('.')[0] is not ("trust" or "connections" or "extract" or "expect" or "think-time" or "variables-from-environment" or "feeds" or "traceparent" or "http2" or "grpc");

    private static async Task<IReadOnlyList<CheckResult>> RunAsync(string url)
    {
        var results = new List<CheckResult>();
        await foreach (var result in new ConformanceSuite(new Uri(url), null, IPAddress.Loopback, null, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken)) results.Add(result);
        return results;
    }
}
