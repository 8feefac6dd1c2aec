using System.Net;
using k8s.Models;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Tests.Artifacts;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Traces of a real process by a real profiler; the pod around them is one on paper.</summary>
[Collection(ProfilerBed.OneAtATime)]
public sealed class ClusterTraceTests : IDisposable
{
    private static readonly string StoreAddress = LoopbackAddress.Of(3);

    private readonly ProfilerBed _bed = new();

    [Fact]
    public async Task Capture_TargetUnderLoad_IsItsMethodsPerRequest()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target, pods: 2);

        var served = new Dictionary<Side, long>();
        foreach (var side in new[] { Side.Candidate, Side.Control })
        {
            var captured = await profiler.CaptureAsync(ProfilerBed.Step with { Side = side }, () => _bed.RoundAsync(target), Cancel);
            Assert.Null(captured.Trouble);
            served[side] = captured.Round!.Result.Measurement.Requests;
        }

        var profile = Assert.Single(profiler.Taken.Candidate);
        Assert.Contains(profile.Stacks, s => s.Kind == CostKind.Cpu && s.Frames.Any(f => f.Method == "LoadOperator.DemoTarget.OrderWork.Hash"));
        Assert.True(profile.Counters[CounterNames.CpuMs] > 0, "the kernel's figures are of the target's process");
        Assert.True(profile.Counters[CounterNames.ResidentBytes] > 10_000_000, "and so is its memory");
        Assert.True(profile.Counters[CounterNames.SegmentsSent] > 0, "the network is the pod's");
        Assert.True(profile.Counters.ContainsKey(CounterNames.SegmentsRetransmitted));
        Assert.Equal(served[Side.Candidate] / 2.0, profile.Requests);
        Assert.Equal([(Side.Control, "Ephemeral"), (Side.Candidate, "Ephemeral")], profiler.Access!.Select(a => (a.Side, a.Via)));
        // The profiler of the second profile is that of the first.
        Assert.Single((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_CampaignWithAClaim_KeepsTheTraceAndWhatIsKnownOfIt()
    {
        var volume = Directory.CreateTempSubdirectory("profiler-test-");
        try
        {
            _bed.Campaign.Spec = _bed.Campaign.Spec with { Profiling = _bed.Campaign.Spec.Profiling! with { Store = new ProfileStore { ClaimName = "traces" } } };
            await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
            await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
            await using var store = await StoreProcess.StartAsync(volume, listen: $"{StoreAddress}:{StorePod.Port}");
            await _bed.Store.CreateAsync(new V1Pod { Metadata = new V1ObjectMeta { Name = "orders-4f2c1-store", NamespaceProperty = "shop" }, Status = new V1PodStatus { Phase = "Running", PodIP = StoreAddress, ContainerStatuses = [new V1ContainerStatus { Name = StorePod.Container, Ready = true }] } }, Cancel);
            var profiler = await _bed.ProfilerOfAsync(target, storeKeys: store.Credentials);

            foreach (var pair in new[] { 1, 2 }) Assert.Null((await profiler.CaptureAsync(ProfilerBed.Step with { Pair = pair, Anew = TimeProvider.System.GetUtcNow() }, () => _bed.RoundAsync(target), Cancel)).Trouble);

            // What is read from the file is what was compared.
            var kept = ProfileReader.Read(Path.Join(volume.FullName, "orders-4f2c1-1", "profile-02-candidate.nettrace"));
            Assert.Contains(kept.Stacks, s => s.Kind == CostKind.Cpu && s.Frames.Any(f => f.Method == "LoadOperator.DemoTarget.OrderWork.Hash"));
            Assert.True(kept.Requests > 0);
            Assert.Equal(4, volume.GetFiles("profile-*", SearchOption.AllDirectories).Length);
        }
        finally
        {
            volume.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Stop_AfterTheLastProfile_LeavesThePortToTheNextCampaign()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => Task.FromResult(_bed.Round(requests: 0, TimeSpan.FromSeconds(1))), Cancel);
        await profiler.StopAsync();

        Assert.Equal("no request was served while the target was profiled", captured.Trouble);
        await target.ProfilerEndsAsync();
        // Nobody is left to be told.
        await profiler.StopAsync();
    }

    /// <summary>The node has started it at last, and nobody waits for it any more.</summary>
    [Fact]
    public async Task Stop_AfterAProfilerThatStartedTooLate_EndsIt()
    {
        await using var target = await ProfiledTarget.StartAsync();
        var profiler = await _bed.ProfilerOfAsync(target, starts: false);
        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);
        Assert.Contains("the profiler in pod orders-1 does not run after ", captured.Trouble, StringComparison.Ordinal);
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);

        await profiler.StopAsync();

        await target.ProfilerEndsAsync();
    }

    /// <summary>It was added, and the answer that says so was lost.</summary>
    [Fact]
    public async Task Stop_AfterAnAddingWithoutAnAnswer_EndsTheProfiler()
    {
        await using var target = await ProfiledTarget.StartAsync();
        var profiler = await _bed.ProfilerOfAsync(target);
        _bed.Store.RefusesContainers = new ApiException(HttpStatusCode.GatewayTimeout, "Timeout", "request did not complete within the allotted timeout");
        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);
        Assert.Equal("request did not complete within the allotted timeout", captured.Trouble);
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);

        await profiler.StopAsync();

        await target.ProfilerEndsAsync();
    }

    /// <summary>What serves there is another campaign's.</summary>
    [Fact]
    public async Task Stop_AfterAnAddingThatWasRefused_EndsNothing()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);
        _bed.Store.RefusesContainers = new ApiException(HttpStatusCode.Forbidden, "Forbidden", "violates PodSecurity");
        Assert.Contains("violates PodSecurity", (await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel)).Trouble, StringComparison.Ordinal);

        await profiler.StopAsync();

        using var client = _bed.Client();
        await client.GetClockAsync(Cancel);
    }

    /// <summary>A trace that went on would slow the target down in the rounds that count.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Capture_ProfileThatNobodyTakes_IsDropped(bool isLost)
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => isLost ? throw new InvalidOperationException("the round was lost") : Task.FromResult(_bed.Round(requests: 0, TimeSpan.FromSeconds(1))), Cancel);
        Assert.Equal(isLost ? "the round was lost" : "no request was served while the target was profiled", captured.Trouble);

        var id = $"{_bed.Campaign.Metadata.Uid}-{ProfilerBed.Step.Id}";
        using var client = _bed.Client();
        var refused = await Assert.ThrowsAsync<CaptureException>(() => client.EndAsync(id, new ProfileEnd(1, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancel));
        Assert.Contains($"there is no profile '{id}' under way", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A sidecar lives on when an operator is lost, and its target must not bear a trace for ever.</summary>
    [Fact]
    public async Task Begin_ProfileThatNobodyEnds_IsDroppedInTime()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        using var client = _bed.Client();

        await client.BeginAsync("forgotten", new ProfileBeginning(target.Port, ProfiledTarget.PodUid, LongestSeconds: 0.2), Cancel);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Cancel);

        var refused = await Assert.ThrowsAsync<CaptureException>(() => client.EndAsync("forgotten", new ProfileEnd(1, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancel));
        Assert.Contains("there is no profile 'forgotten' under way", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_ProfilerThatAnOperatorLeft_IsAskedByTheNext()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "200");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        await (await _bed.ProfilerOfAsync(target)).CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel);
        // It was killed before it could have its profiler end.
        var next = _bed.ProfilerOf(target);

        var captured = await next.CaptureAsync(ProfilerBed.Step with { Anew = TimeProvider.System.GetUtcNow() }, () => _bed.RoundAsync(target), Cancel);

        Assert.Null(captured.Trouble);
        Assert.Single((await _bed.PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_AnotherCampaignAtTheSameProfiler_TakesNoProfileThatIsNotItsOwn()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "200");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var first = await _bed.ProfilerOfAsync(target);
        var other = TestCampaign.Create();
        (other.Metadata.Name, other.Spec) = ("orders-again", _bed.Campaign.Spec);
        var second = _bed.ProfilerOf(target, campaign: other);
        string? trouble = "none was taken";

        var captured = await first.CaptureAsync(
            ProfilerBed.Step,
            async () =>
            {
                var round = await _bed.RoundAsync(target);
                trouble = (await second.CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel)).Trouble;
                return round;
            },
            Cancel);

        Assert.Null(trouble);
        Assert.Contains("another campaign has begun one", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_Sidecar_IsAskedWhereItServesAndGoesOn()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        var port = await target.StartProfilerAsync(_bed.Authority, name: null);
        var profiler = await _bed.ProfilerOfAsync(target);
        (await _bed.PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);
        _bed.Store.May = false;

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel);
        await profiler.StopAsync();

        Assert.Null(captured.Trouble);
        Assert.Equal("Sidecar", Assert.Single(profiler.Access!).Via);
        Assert.Null(profiler.Access![0].Refused);
        Assert.Null((await profiler.CaptureAsync(ProfilerBed.Step with { Pair = 2 }, () => _bed.RoundAsync(target), Cancel)).Trouble);
    }

    [Fact]
    public async Task Capture_LittleMemory_IsAProfileOrSaysWhatWouldHelp()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000", "--alloc-bytes", "200000", "--exceptions", "5");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid, heap: "1000000");
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => _bed.RoundAsync(target), Cancel);

        Assert.NotNull(captured.Round);
        // How much room a trace takes, and whether the profiler outlives it, is the machine's to say.
        Assert.True(captured.Trouble?.Contains("make spec.profiling.dotnetTrace.duration shorter", StringComparison.Ordinal) is not false, captured.Trouble);
    }

    [Fact]
    public async Task Capture_TargetThatDies_KeepsTheRoundAndSaysSo()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(
            ProfilerBed.Step,
            async () =>
            {
                var round = await _bed.RoundAsync(target);
                target.Kill();
                return round;
            },
            Cancel);

        Assert.NotNull(captured.Round);
        // As much of the trace as had been written can be read, or cannot.
        Assert.NotEmpty(captured.Trouble!);
    }

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
