using System.Net;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Operator.Generators;
using LoadOperator.Operator.Profiles;
using LoadOperator.Operator.Targets;
using LoadOperator.Operator.Tests.Artifacts;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Profiles of a real process by a real profiler; the pod around them is one on paper.</summary>
public sealed class ClusterProfilerTests : IDisposable
{
    private static readonly string StoreAddress = LoopbackAddress.Of(3);
    private static readonly CampaignStep.Profile Step = new(1, Side.Candidate);

    private readonly MemoryStore _store = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create();
    private readonly ProfilerAuthority _authority = ProfilerAuthority.Create(TimeProvider.System.GetUtcNow());

    public ClusterProfilerTests() => _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() } };

    private const string Name = "load-profiler-1";
    private const string Uid = ProfiledTarget.PodUid;

    [Fact]
    public async Task Capture_TargetUnderLoad_IsItsMethodsPerRequest()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target, pods: 2);

        var served = new Dictionary<Side, long>();
        foreach (var side in new[] { Side.Candidate, Side.Control })
        {
            var captured = await profiler.CaptureAsync(Step with { Side = side }, () => RoundAsync(target), Cancel);
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
        Assert.Single((await PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_CountersAlone_AreThoseOfTheProcessWithoutATrace()
    {
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { Counters = new ProcessCounters() } };
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target);

        foreach (var side in new[] { Side.Candidate, Side.Control }) Assert.Null((await profiler.CaptureAsync(Step with { Side = side }, () => RoundAsync(target), Cancel)).Trouble);

        var profile = Assert.Single(profiler.Taken.Candidate);
        Assert.Empty(profile.Stacks);
        Assert.False(profiler.Taken.HasStacks);
        Assert.True(profile.Requests > 0 && profile.CounterOf(CounterNames.CpuMs) > 0);
        foreach (var name in new[] { CounterNames.ResidentBytes, CounterNames.MinorFaults, CounterNames.VoluntarySwitches, CounterNames.SegmentsSent }) Assert.True(profile.Counters.ContainsKey(name), name);
        // The runtime was not asked.
        Assert.DoesNotContain(CounterNames.Collections, profile.Counters.Keys);
    }

    [Fact]
    public async Task Capture_CountersByAProfilerWithAPort_SaysThatItSeesNoProcess()
    {
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { Counters = new ProcessCounters() } };
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_authority, Uid, more: ["--diagnostic-port-folder", Path.GetTempPath()]);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("was given a diagnostic port and looks at no process", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_CampaignWithAClaim_KeepsTheTraceAndWhatIsKnownOfIt()
    {
        var volume = Directory.CreateTempSubdirectory("profiler-test-");
        try
        {
            _campaign.Spec = _campaign.Spec with { Profiling = _campaign.Spec.Profiling! with { Store = new ProfileStore { ClaimName = "traces" } } };
            await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
            await target.StartProfilerAsync(_authority, Uid);
            await using var store = await StoreProcess.StartAsync(volume, listen: $"{StoreAddress}:{StorePod.Port}");
            await _store.CreateAsync(new V1Pod { Metadata = new V1ObjectMeta { Name = "orders-4f2c1-store", NamespaceProperty = "shop" }, Status = new V1PodStatus { Phase = "Running", PodIP = StoreAddress, ContainerStatuses = [new V1ContainerStatus { Name = StorePod.Container, Ready = true }] } }, Cancel);
            var profiler = await ProfilerOfAsync(target, storeKeys: store.Credentials);

            foreach (var pair in new[] { 1, 2 }) Assert.Null((await profiler.CaptureAsync(Step with { Pair = pair, Anew = TimeProvider.System.GetUtcNow() }, () => RoundAsync(target), Cancel)).Trouble);

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
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => Task.FromResult(Round(requests: 0, TimeSpan.FromSeconds(1))), Cancel);
        await profiler.StopAsync();

        Assert.Equal("no request was served while the target was profiled", captured.Trouble);
        await target.ProfilerEndsAsync();
        // Nobody is left to be told.
        await profiler.StopAsync();
    }

    /// <summary>A trace that went on would slow the target down in the rounds that count.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Capture_ProfileThatNobodyTakes_IsDropped(bool isLost)
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => isLost ? throw new InvalidOperationException("the round was lost") : Task.FromResult(Round(requests: 0, TimeSpan.FromSeconds(1))), Cancel);
        Assert.Equal(isLost ? "the round was lost" : "no request was served while the target was profiled", captured.Trouble);

        var id = $"{_campaign.Metadata.Uid}-{Step.Id}";
        using var client = Client();
        var refused = await Assert.ThrowsAsync<CaptureException>(() => client.EndAsync(id, new ProfileEnd(1, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancel));
        Assert.Contains($"there is no profile '{id}' under way", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A sidecar lives on when an operator is lost, and its target must not bear a trace for ever.</summary>
    [Fact]
    public async Task Begin_ProfileThatNobodyEnds_IsDroppedInTime()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_authority, Uid);
        using var client = Client();

        await client.BeginAsync("forgotten", new ProfileBeginning(target.Port, Uid, LongestSeconds: 0.2), Cancel);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Cancel);

        var refused = await Assert.ThrowsAsync<CaptureException>(() => client.EndAsync("forgotten", new ProfileEnd(1, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancel));
        Assert.Contains("there is no profile 'forgotten' under way", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_ProfilerThatAnOperatorLeft_IsAskedByTheNext()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "200");
        await target.StartProfilerAsync(_authority, Uid);
        await (await ProfilerOfAsync(target)).CaptureAsync(Step, () => RoundAsync(target), Cancel);
        // It was killed before it could have its profiler end.
        var next = ProfilerOf(target);

        var captured = await next.CaptureAsync(Step with { Anew = TimeProvider.System.GetUtcNow() }, () => RoundAsync(target), Cancel);

        Assert.Null(captured.Trouble);
        Assert.Single((await PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_AnotherCampaignAtTheSameProfiler_TakesNoProfileThatIsNotItsOwn()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "200");
        await target.StartProfilerAsync(_authority, Uid);
        var first = await ProfilerOfAsync(target);
        var other = TestCampaign.Create();
        (other.Metadata.Name, other.Spec) = ("orders-again", _campaign.Spec);
        var second = ProfilerOf(target, campaign: other);
        string? trouble = "none was taken";

        var captured = await first.CaptureAsync(
            Step,
            async () =>
            {
                var round = await RoundAsync(target);
                trouble = (await second.CaptureAsync(Step, () => RoundAsync(target), Cancel)).Trouble;
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
        var port = await target.StartProfilerAsync(_authority, name: null);
        var profiler = await ProfilerOfAsync(target);
        (await PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);
        _store.May = false;

        var captured = await profiler.CaptureAsync(Step, () => RoundAsync(target), Cancel);
        await profiler.StopAsync();

        Assert.Null(captured.Trouble);
        Assert.Equal("Sidecar", Assert.Single(profiler.Access!).Via);
        Assert.Null(profiler.Access![0].Refused);
        Assert.Null((await profiler.CaptureAsync(Step with { Pair = 2 }, () => RoundAsync(target), Cancel)).Trouble);
    }

    /// <summary>A pod may pass on to the profiler of another what was meant for its own.</summary>
    [Fact]
    public async Task Capture_ProfilerOfAnotherPod_Refuses()
    {
        await using var target = await ProfiledTarget.StartAsync();
        var port = await target.StartProfilerAsync(_authority, name: null, pod: "of-somebody-else");
        var profiler = await ProfilerOfAsync(target);
        (await PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains($"is in another pod than {Uid}", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_SidecarOfAnotherOperator_AnswersNobodyElse()
    {
        await using var target = await ProfiledTarget.StartAsync();
        using var others = ProfilerAuthority.Create(TimeProvider.System.GetUtcNow());
        var port = await target.StartProfilerAsync(others, name: null);
        var profiler = await ProfilerOfAsync(target, longestStart: TimeSpan.Zero);
        (await PodAsync()).WithSidecar(change: c => c.Ports[0].ContainerPort = port);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("loadctl profile sidecar", captured.Trouble, StringComparison.Ordinal);
    }

    /// <summary>As where a pod says one user, and its image takes another.</summary>
    [Theory]
    [InlineData(false, "belongs to another user")]
    [InlineData(true, "belongs to another user")]
    public async Task Capture_ProfilerThatIsAnotherUser_SaysSoAndRunsNoRound(bool byFolder, string expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a program as another user");
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_authority, Uid, user: 65534, more: byFolder ? ["--diagnostic-port-folder", Path.GetTempPath()] : null);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains(expected, captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_LittleMemory_IsAProfileOrSaysWhatWouldHelp()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000", "--alloc-bytes", "200000", "--exceptions", "5");
        await target.StartProfilerAsync(_authority, Uid, heap: "1000000");
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => RoundAsync(target), Cancel);

        Assert.NotNull(captured.Round);
        // How much room a trace takes, and whether the profiler outlives it, is the machine's to say.
        Assert.True(captured.Trouble?.Contains("make spec.profiling.dotnetTrace.duration shorter", StringComparison.Ordinal) is not false, captured.Trouble);
    }

    [Fact]
    public async Task Capture_UnforeseenTrouble_LeavesTheCampaignAsItIs()
    {
        var profiler = await ProfilerOfAsync(null);
        _campaign.Metadata.Uid = null;

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.NotEmpty(captured.Trouble!);
    }

    [Fact]
    public async Task Capture_TargetThatDies_KeepsTheRoundAndSaysSo()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(
            Step,
            async () =>
            {
                var round = await RoundAsync(target);
                target.Kill();
                return round;
            },
            Cancel);

        Assert.NotNull(captured.Round);
        // As much of the trace as had been written can be read, or cannot.
        Assert.NotEmpty(captured.Trouble!);
    }

    [Fact]
    public async Task Capture_NothingListensAtTheTargetsPort_SaysSoAndRunsNoRound()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_authority, Uid);
        var profiler = await ProfilerOfAsync(target);
        target.Kill();

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Null(captured.Round);
        Assert.StartsWith("the profiler in pod orders-1: ", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_StrangerAtTheProfilersPort_IsNotBelieved()
    {
        await using var target = await ProfiledTarget.StartAsync();
        // It trusts this operator, but shows the certificate of another pod's profiler.
        await target.StartProfilerAsync(_authority, "another-pod");
        var profiler = await ProfilerOfAsync(target, longestStart: TimeSpan.Zero);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.StartsWith("the profiler in pod orders-1 cannot be reached: ", captured.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "pods \"orders-1\" is forbidden: User \"x\" cannot patch resource \"pods/ephemeralcontainers\" in API group \"\"", "the operator may not add a profiler to pods of namespace shop")]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "pods \"orders-1\" is forbidden: violates PodSecurity", "the cluster refuses a profiler in pod orders-1: pods \"orders-1\" is forbidden: violates PodSecurity")]
    [InlineData(HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource", "this cluster has no ephemeral containers")]
    public async Task Capture_ClusterThatRefuses_SaysWhyAndRunsNoRound(HttpStatusCode status, string reason, string message, string expected)
    {
        var profiler = await ProfilerOfAsync(null, starts: false);
        _store.RefusesContainers = new ApiException(status, reason, message);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Null(captured.Round);
        Assert.Contains(expected, captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_NoWay_SaysWhyOfEachAndKeepsItForTheStatus()
    {
        var profiler = await ProfilerOfAsync(null, starts: false);
        _store.May = false;

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("Ephemeral, Port: the operator may not add a profiler to pods of namespace shop", captured.Trouble, StringComparison.Ordinal);
        var access = Assert.Single(profiler.Access!);
        Assert.Equal((Side.Candidate, null), (access.Side, access.Via));
        Assert.Equal(["Sidecar", "Ephemeral", "Port"], access.Refused!.Select(r => r[..r.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Null((await PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_ContainerThatDoesNotStart_SaysWhatTheClusterSays()
    {
        var profiler = await ProfilerOfAsync(null, starts: false);
        var pod = await PodAsync();
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = Name, State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ErrImagePull", Message = "no such image" } } }];

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("does not run after", captured.Trouble, StringComparison.Ordinal);
        Assert.EndsWith("ErrImagePull: no such image", captured.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_ProfilerThatHasEnded_AddsAnother()
    {
        var profiler = await ProfilerOfAsync(null, starts: false);
        var pod = await PodAsync();
        pod.Spec.EphemeralContainers = [new V1EphemeralContainer { Name = Name, Args = [] }];
        var ended = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error", Message = "wrong user" } };
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = Name, State = ended }, new V1ContainerStatus { Name = "load-profiler-2", State = ended }];

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Equal(2, pod.Spec.EphemeralContainers.Count);
        Assert.Equal("the profiler in pod orders-1 has ended: Error, exit code 1: wrong user", captured.Trouble);
    }

    [Fact]
    public async Task Capture_GoService_IsAskedAtItsPodForTheTimeOfTheRound()
    {
        using var server = new PprofServer();
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { Pprof = new PprofProfiles { Port = server.Root.Port, Duration = Duration.FromSeconds(3) } } };
        var profiler = await ProfilerOfAsync(null, pods: 2, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(Step, () => Task.FromResult(Round(requests: 100, TimeSpan.FromSeconds(10))), Cancel);
        await profiler.CaptureAsync(Step with { Side = Side.Control }, () => Task.FromResult(Round(requests: 100, TimeSpan.FromSeconds(10))), Cancel);

        Assert.Null(captured.Trouble);
        Assert.Contains("/debug/pprof/profile?seconds=3", server.Asked);
        // Two of ten seconds, and one of two pods.
        var profile = Assert.Single(profiler.Taken.Candidate);
        Assert.Equal((10, 30, 4096), (profile.Requests, profile.TotalOf(CostKind.Cpu), profile.TotalOf(CostKind.Allocation)));
        Assert.Null((await PodAsync()).Spec.EphemeralContainers);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Capture_GoServiceWithoutPprof_SaysWhereItWasSoughtAndRunsNoRound(int status)
    {
        using var server = new PprofServer { Status = status };
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { Pprof = new PprofProfiles { Port = server.Root.Port } } };
        var profiler = await ProfilerOfAsync(null, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.StartsWith($"{server.Root}/ answered {status}", captured.Trouble, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Capture_NoRequestServed_IsNoProfile()
    {
        using var server = new PprofServer();
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { Pprof = new PprofProfiles { Port = server.Root.Port } } };
        var profiler = await ProfilerOfAsync(null, address: server.Root.Host);

        var captured = await profiler.CaptureAsync(Step, () => Task.FromResult(Round(requests: 0, TimeSpan.FromSeconds(10))), Cancel);

        Assert.Equal("no request was served while the target was profiled", captured.Trouble);
    }

    [Fact]
    public async Task Capture_PodOfAnotherNamespace_IsRefused()
    {
        var profiler = await ProfilerOfAsync(null, @namespace: "bank");

        Assert.Contains("only pods of the campaign's own namespace are profiled", (await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel)).Trouble, StringComparison.Ordinal);
    }

    public void Dispose() => _authority.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ProfilerClient Client() => new(
        "the profiler",
        async cancellation =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(ProfiledTarget.Address, ProfiledTarget.ProfilerPort, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
        _authority.ForClient(Uid, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1)));

    private V1Secret AuthoritySecret() => new()
    {
        Metadata = new V1ObjectMeta { Name = "load-operator-profilers", NamespaceProperty = "load-operator-system" },
        Data = new Dictionary<string, byte[]> { ["ca.crt"] = Encoding.ASCII.GetBytes(_authority.CertificatePem), ["ca.key"] = Encoding.ASCII.GetBytes(_authority.KeyPem()) },
    };

    private async Task<V1Pod> PodAsync() => (await _store.GetAsync<V1Pod>(new Runtime.EntityKey("shop", "orders-1"), Cancel))!;

    /// <param name="starts">Whether the node starts what is added to the pod.</param>
    private async Task<ClusterProfiler> ProfilerOfAsync(ProfiledTarget? target, int pods = 1, bool starts = true, string @namespace = "shop", TimeSpan? longestStart = null, string? address = null, CampaignCredentials? storeKeys = null)
    {
        V1ContainerPort[] taken = [.. Enumerable.Range(ProfilerContainer.FirstPort, ProfiledTarget.ProfilerPort - ProfilerContainer.FirstPort).Select(p => new V1ContainerPort { ContainerPort = p })];
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "orders-1", NamespaceProperty = "shop", Uid = Uid },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "orders", SecurityContext = new V1SecurityContext { RunAsUser = 1000 }, Ports = taken }] },
            Status = new V1PodStatus { Phase = "Running", PodIP = address ?? ProfiledTarget.Address },
        };
        if (starts) pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = Name, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }];
        await _store.CreateAsync(pod, Cancel);
        await _store.CreateAsync(AuthoritySecret(), Cancel);
        return ProfilerOf(target, pods, starts, @namespace, longestStart, address, storeKeys);
    }

    private ClusterProfiler ProfilerOf(ProfiledTarget? target, int pods = 1, bool starts = true, string @namespace = "shop", TimeSpan? longestStart = null, string? address = null, CampaignCredentials? storeKeys = null, LoadCampaign? campaign = null)
    {
        var settings = TestCampaign.Settings with { Namespace = "load-operator-system", GeneratorStartTimeout = starts ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(700) };
        var cluster = new ClusterServices(_store, null!, null!, null!, new PodConnection(null!, settings), new ProfilerAuthorities(_store, settings, TimeProvider.System), null!, settings, TimeProvider.System, NullLoggerFactory.Instance);
        var side = new ClusterTarget(new TargetAddress { Url = "http://orders" }, null, null) { Namespace = @namespace, Loaded = [.. Enumerable.Range(1, pods).Select(i => new ReadyEndpoint(address ?? ProfiledTarget.Address, target?.Port ?? 8080, $"orders-{i}"))] };
        campaign ??= _campaign;
        var plan = CampaignPlan.For("orders", campaign.Spec, 7, null);
        var store = new ClaimStore(campaign, plan, cluster, _ => Task.FromResult(storeKeys ?? throw new InvalidOperationException("no store is expected")));
        return new ClusterProfiler(campaign, plan, cluster, (_, _) => Task.FromResult(side), store) { LongestStart = longestStart ?? TimeSpan.FromMinutes(1) };
    }

    private async Task<EndedRound> RoundAsync(ProfiledTarget target)
    {
        var started = TimeProvider.System.GetUtcNow();
        var seconds = TimeSpan.FromSeconds(1.5);
        return Round(await target.LoadAsync(seconds), seconds, started);
    }

    private EndedRound Round(long requests, TimeSpan seconds, DateTimeOffset started = default)
    {
        var measurement = new RoundMeasurement { Requests = requests, Errors = 0, MeasuredSeconds = seconds.TotalSeconds, Values = new Dictionary<string, double>(), Generators = [] };
        var plan = CampaignPlan.For("orders", _campaign.Spec, 7, null).Profiled(Step, new TargetAddress { Url = "http://orders" }) with { WarmUp = Duration.FromSeconds(0) };
        var none = new LongHistogram(1_000_000_000, 3);
        return new EndedRound(plan, new RoundResult(measurement, started, none, none, []));
    }
}
