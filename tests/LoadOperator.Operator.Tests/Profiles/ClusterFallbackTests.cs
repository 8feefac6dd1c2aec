using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>A way that looked as if it could be taken, and cannot.</summary>
[Collection(ProfilerBed.OneAtATime)]
public sealed class ClusterFallbackTests : IDisposable
{
    private readonly ProfilerBed _bed = new();

    [Fact]
    public async Task Capture_SidecarThatAnswersAnotherOperator_AddsAProfilerAndSaysWhy()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        using var others = ProfilerAuthority.Create(TimeProvider.System.GetUtcNow());
        var port = await target.StartProfilerAsync(others, name: null);
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target, longestStart: TimeSpan.Zero);
        (await _bed.PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);

        foreach (var pair in new[] { 1, 2 }) Assert.Null((await profiler.CaptureAsync(ProfilerBed.Step with { Pair = pair }, () => _bed.RoundAsync(target), Cancel)).Trouble);

        var access = Assert.Single(profiler.Access!);
        Assert.Equal((Side.Candidate, "Ephemeral"), (access.Side, access.Via));
        Assert.StartsWith("Sidecar: the sidecar in pod orders-1 (made for this operator? ", Assert.Single(access.Refused!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_AddedProfilerThatEnds_TakesThePortThatThePodShares()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);
        var pod = (await _bed.PodAsync()).Sharing("/tmp");
        var ended = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 128, Reason = "StartError", Message = "cannot join the processes" } };
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = ProfilerBed.FirstProfiler, State = ended }, new V1ContainerStatus { Name = "load-profiler-2", State = new V1ContainerState { Running = new V1ContainerStateRunning() } }];

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel);

        Assert.Null(captured.Trouble);
        var access = Assert.Single(profiler.Access!);
        Assert.Equal("Port", access.Via);
        Assert.Equal("Ephemeral: the profiler in pod orders-1 has ended: StartError, exit code 128: cannot join the processes", access.Refused![^1]);
        Assert.Equal([ProfilerBed.FirstProfiler, "load-profiler-2"], (await _bed.PodAsync()).Spec.EphemeralContainers.Select(c => c.Name));
    }

    /// <summary>Profiles of two ways are not the same, and its trouble is another.</summary>
    [Fact]
    public async Task Capture_WayThatHasLedToAProfile_IsNotLeft()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        var port = await target.StartProfilerAsync(_bed.Authority, name: null);
        var profiler = await _bed.ProfilerOfAsync(target, longestStart: TimeSpan.FromSeconds(1));
        (await _bed.PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);
        Assert.Null((await profiler.CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel)).Trouble);
        target.KillProfiler();

        var captured = await profiler.CaptureAsync(ProfilerBed.Step with { Pair = 2 }, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.StartsWith("the sidecar in pod orders-1 ", captured.Trouble, StringComparison.Ordinal);
        Assert.Equal("Sidecar", Assert.Single(profiler.Access!).Via);
        Assert.Null((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_WayThatIsAskedFor_IsTheOnlyOneThatIsTried()
    {
        _bed.Ask(new DotnetTrace { Via = TraceWay.Ephemeral });
        var profiler = await _bed.ProfilerOfAsync(null, starts: false);
        (await _bed.PodAsync()).Sharing("/tmp");

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.StartsWith("Ephemeral: the profiler in pod orders-1 does not run after ", captured.Trouble, StringComparison.Ordinal);
        Assert.Single((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
