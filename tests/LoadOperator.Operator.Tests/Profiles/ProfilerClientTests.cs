using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Profiling.Capture;
using LoadOperator.TestTargets;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>What is made of an answer that a profiler, or whoever has its port, gives.</summary>
public sealed class ProfilerClientTests
{
    [Theory]
    [InlineData(100, true)]
    [InlineData(7_000, true)]
    [InlineData(9_000, false)]
    [InlineData(2_000_000, false)]
    public async Task Call_Refusal_IsItsReasonUnlessThatIsTooLong(int length, bool isKept)
    {
        var reason = new string('x', length);
        var content = $$"""{"detail":"{{reason}}"}""";
        await using var server = StubServer.Answering($"HTTP/1.1 422 Unprocessable\r\nContent-Length: {content.Length}\r\n\r\n{content}", certificate: TestCertificate.Of("somebody"));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = ProfilerAuthority.Create(now);
        using var client = new ProfilerClient("the profiler", token => GeneratorHttp.ConnectAsync(new Uri(server.Url), token), authority.ForClient(null, now, TimeSpan.FromHours(1)));

        var refused = await Assert.ThrowsAsync<CaptureException>(() => client.GetClockAsync(TestContext.Current.CancellationToken));

        Assert.Equal($"the profiler: {(isKept ? reason : "answered 422")}", refused.Message);
    }
}
