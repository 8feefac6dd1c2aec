using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Profiles that the service of a pod serves itself.</summary>
[Collection(ProfilerBed.OneAtATime)]
public sealed class ClusterPprofTests : IDisposable
{
    private readonly ProfilerBed _bed = new();

    [Fact]
    public async Task Capture_GoService_IsAskedAtItsPodForTheTimeOfTheRound()
    {
        using var server = new PprofServer();
        _bed.Ask(new PprofProfiles { Port = server.Root.Port, Duration = Duration.FromSeconds(3) });
        var profiler = await _bed.ProfilerOfAsync(null, pods: 2, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => Task.FromResult(_bed.Round(requests: 100, TimeSpan.FromSeconds(10))), Cancel);
        await profiler.CaptureAsync(ProfilerBed.Step with { Side = Side.Control }, () => Task.FromResult(_bed.Round(requests: 100, TimeSpan.FromSeconds(10))), Cancel);

        Assert.Null(captured.Trouble);
        Assert.Contains("/debug/pprof/profile?seconds=3", server.Asked);
        // Two of ten seconds, and one of two pods.
        var profile = Assert.Single(profiler.Taken.Candidate);
        Assert.Equal((10, 30, 4096), (profile.Requests, profile.TotalOf(CostKind.Cpu), profile.TotalOf(CostKind.Allocation)));
        Assert.Null((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Capture_GoServiceWithoutPprof_SaysWhereItWasSoughtAndRunsNoRound(int status)
    {
        using var server = new PprofServer { Status = status };
        _bed.Ask(new PprofProfiles { Port = server.Root.Port });
        var profiler = await _bed.ProfilerOfAsync(null, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.StartsWith($"{server.Root}/ answered {status}", captured.Trouble, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Capture_NoRequestServed_IsNoProfile()
    {
        using var server = new PprofServer();
        _bed.Ask(new PprofProfiles { Port = server.Root.Port });
        var profiler = await _bed.ProfilerOfAsync(null, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => Task.FromResult(_bed.Round(requests: 0, TimeSpan.FromSeconds(10))), Cancel);

        Assert.Equal("no request was served while the target was profiled", captured.Trouble);
    }

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
