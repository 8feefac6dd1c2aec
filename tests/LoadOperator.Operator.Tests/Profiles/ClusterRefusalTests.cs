using System.Net;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>What keeps profiles of a pod from being taken: it is said, and no round is run.</summary>
[Collection(ProfilerBed.OneAtATime)]
public sealed class ClusterRefusalTests : IDisposable
{
    private readonly ProfilerBed _bed = new();

    /// <summary>A pod may pass on to the profiler of another what was meant for its own.</summary>
    [Fact]
    public async Task Capture_ProfilerOfAnotherPod_Refuses()
    {
        _bed.Ask(new DotnetTrace { Via = TraceWay.Sidecar });
        await using var target = await ProfiledTarget.StartAsync();
        var port = await target.StartProfilerAsync(_bed.Authority, name: null, pod: "of-somebody-else");
        var profiler = await _bed.ProfilerOfAsync(target);
        (await _bed.PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains($"is in another pod than {ProfiledTarget.PodUid}", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_SidecarOfAnotherOperator_AnswersNobodyElse()
    {
        _bed.Ask(new DotnetTrace { Via = TraceWay.Sidecar });
        await using var target = await ProfiledTarget.StartAsync();
        using var others = ProfilerAuthority.Create(TimeProvider.System.GetUtcNow());
        var port = await target.StartProfilerAsync(others, name: null);
        var profiler = await _bed.ProfilerOfAsync(target, longestStart: TimeSpan.Zero);
        (await _bed.PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("made for this operator? loadctl profile sidecar", captured.Trouble, StringComparison.Ordinal);
    }

    /// <summary>As where a pod says one user, and its image takes another.</summary>
    [Theory]
    [InlineData(false, "belongs to another user")]
    [InlineData(true, "belongs to another user")]
    public async Task Capture_ProfilerThatIsAnotherUser_SaysSoAndRunsNoRound(bool byFolder, string expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a program as another user");
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid, user: 65534, more: byFolder ? ["--diagnostic-port-folder", Path.GetTempPath()] : null);
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains(expected, captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_UnforeseenTrouble_LeavesTheCampaignAsItIs()
    {
        var profiler = await _bed.ProfilerOfAsync(null);
        _bed.Campaign.Metadata.Uid = null;

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.NotEmpty(captured.Trouble!);
    }

    [Fact]
    public async Task Capture_NothingListensAtTheTargetsPort_SaysSoAndRunsNoRound()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);
        target.Kill();

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Null(captured.Round);
        Assert.Contains("Ephemeral: the profiler in pod orders-1: ", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_StrangerAtTheProfilersPort_IsNotBelieved()
    {
        await using var target = await ProfiledTarget.StartAsync();
        // It trusts this operator, but shows the certificate of another pod's profiler.
        await target.StartProfilerAsync(_bed.Authority, "another-pod");
        var profiler = await _bed.ProfilerOfAsync(target, longestStart: TimeSpan.Zero);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("Ephemeral: the profiler in pod orders-1 cannot be reached: ", captured.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "pods \"orders-1\" is forbidden: User \"x\" cannot patch resource \"pods/ephemeralcontainers\" in API group \"\"", "the operator may not add a profiler to pods of namespace shop")]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "pods \"orders-1\" is forbidden: violates PodSecurity", "the cluster refuses a profiler in pod orders-1: pods \"orders-1\" is forbidden: violates PodSecurity")]
    [InlineData(HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource", "this cluster has no ephemeral containers")]
    public async Task Capture_ClusterThatRefuses_SaysWhyAndRunsNoRound(HttpStatusCode status, string reason, string message, string expected)
    {
        var profiler = await _bed.ProfilerOfAsync(null, starts: false);
        _bed.Store.RefusesContainers = new ApiException(status, reason, message);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Null(captured.Round);
        Assert.Contains(expected, captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_NoWay_SaysWhyOfEachAndKeepsItForTheStatus()
    {
        var profiler = await _bed.ProfilerOfAsync(null, starts: false);
        _bed.Store.May = false;

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("Ephemeral, Port: the operator may not add a profiler to pods of namespace shop", captured.Trouble, StringComparison.Ordinal);
        var access = Assert.Single(profiler.Access!);
        Assert.Equal((Side.Candidate, null), (access.Side, access.Via));
        Assert.Equal(["Sidecar", "Ephemeral", "Port"], access.Refused!.Select(r => r[..r.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Null((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_ContainerThatDoesNotStart_SaysWhatTheClusterSays()
    {
        var profiler = await _bed.ProfilerOfAsync(null, starts: false);
        var pod = await _bed.PodAsync();
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = ProfilerBed.FirstProfiler, State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ErrImagePull", Message = "no such image" } } }];

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("does not run after", captured.Trouble, StringComparison.Ordinal);
        Assert.Contains("ErrImagePull: no such image", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_ProfilerThatHasEnded_AddsAnother()
    {
        var profiler = await _bed.ProfilerOfAsync(null, starts: false);
        var pod = await _bed.PodAsync();
        pod.Spec.EphemeralContainers = [new V1EphemeralContainer { Name = ProfilerBed.FirstProfiler, Args = [] }];
        var ended = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error", Message = "wrong user" } };
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = ProfilerBed.FirstProfiler, State = ended }, new V1ContainerStatus { Name = "load-profiler-2", State = ended }];

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Equal(2, pod.Spec.EphemeralContainers.Count);
        Assert.Contains("Ephemeral: the profiler in pod orders-1 has ended: Error, exit code 1: wrong user", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_PodOfAnotherNamespace_IsRefused()
    {
        var profiler = await _bed.ProfilerOfAsync(null, @namespace: "bank");

        Assert.Contains("only pods of the campaign's own namespace are profiled", (await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel)).Trouble, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
