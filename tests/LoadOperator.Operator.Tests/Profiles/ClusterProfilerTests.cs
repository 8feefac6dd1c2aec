using System.Net;
using HdrHistogram;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
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
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging.Abstractions;
using k8s.Models;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Profiles of a real process by a real profiler; the pod around them is one on paper.</summary>
public sealed class ClusterProfilerTests : IDisposable
{
    private static readonly CampaignStep.Profile Step = new(1, Side.Candidate);

    private readonly MemoryStore _store = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create();
    private readonly CampaignCredentials _credentials = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    public ClusterProfilerTests() => _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() } };

    private string Name => $"{ProfilerContainer.Prefix(_campaign)}1";

    [Fact]
    public async Task Capture_TargetUnderLoad_IsItsMethodsPerRequest()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_credentials, ProfilerContainer.Port);
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
        Assert.Equal(served[Side.Candidate] / 2.0, profile.Requests);
        // The profiler of the second profile is that of the first.
        Assert.Single((await PodAsync()).Spec.EphemeralContainers);
    }

    [Fact]
    public async Task Capture_CampaignWithAClaim_KeepsTheTraceAndWhatIsKnownOfIt()
    {
        var volume = Directory.CreateTempSubdirectory("profiler-test-");
        try
        {
            _campaign.Spec = _campaign.Spec with { Profiling = _campaign.Spec.Profiling! with { Store = new ProfileStore { ClaimName = "traces" } } };
            await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
            await target.StartProfilerAsync(_credentials, ProfilerContainer.Port);
            await using var store = await StoreProcess.StartAsync(volume, listen: $"127.0.0.15:{StorePod.Port}", credentials: _credentials);
            await _store.CreateAsync(new V1Pod { Metadata = new V1ObjectMeta { Name = "orders-4f2c1-store", NamespaceProperty = "shop" }, Status = new V1PodStatus { Phase = "Running", PodIP = "127.0.0.15", ContainerStatuses = [new V1ContainerStatus { Name = StorePod.Container, Ready = true }] } }, Cancel);
            var profiler = await ProfilerOfAsync(target);

            foreach (var pair in new[] { 1, 2 }) Assert.Null((await profiler.CaptureAsync(Step with { Pair = pair }, () => RoundAsync(target), Cancel)).Trouble);

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
        await target.StartProfilerAsync(_credentials, ProfilerContainer.Port);
        var profiler = await ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(Step, () => Task.FromResult(Round(requests: 0, TimeSpan.FromSeconds(1))), Cancel);
        await profiler.StopAsync();

        Assert.Equal("no request was served while the target was profiled", captured.Trouble);
        await target.ProfilerEndsAsync();
        // Nobody is left to be told.
        await profiler.StopAsync();
    }

    [Fact]
    public async Task Capture_UnforeseenTrouble_LeavesTheCampaignAsItIs()
    {
        var profiler = await ProfilerOfAsync(null, address: "127.0.0.9");
        _campaign.Metadata.Uid = null;

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.NotEmpty(captured.Trouble!);
    }

    [Fact]
    public async Task Capture_TargetThatDies_KeepsTheRoundAndSaysSo()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_credentials, ProfilerContainer.Port);
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
        await target.StartProfilerAsync(_credentials, ProfilerContainer.Port);
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
        using var others = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        await target.StartProfilerAsync(others, ProfilerContainer.Port);
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
        _store.Failures.Enqueue(new ApiException(status, reason, message));

        var captured = await profiler.CaptureAsync(Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Null(captured.Round);
        Assert.Contains(expected, captured.Trouble, StringComparison.Ordinal);
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
        pod.Spec.EphemeralContainers = [new V1EphemeralContainer { Name = Name }];
        var ended = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error", Message = "wrong user" } };
        pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = Name, State = ended }, new V1ContainerStatus { Name = $"{ProfilerContainer.Prefix(_campaign)}2", State = ended }];

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

    public void Dispose() => _credentials.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<V1Pod> PodAsync() => (await _store.GetAsync<V1Pod>(new Runtime.EntityKey("shop", "orders-1"), Cancel))!;

    /// <param name="starts">Whether the node starts what is added to the pod.</param>
    private async Task<ClusterProfiler> ProfilerOfAsync(ProfiledTarget? target, int pods = 1, bool starts = true, string @namespace = "shop", TimeSpan? longestStart = null, string address = ProfiledTarget.Address)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "orders-1", NamespaceProperty = "shop" },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "orders", SecurityContext = new V1SecurityContext { RunAsUser = 1000 } }] },
            Status = new V1PodStatus { Phase = "Running", PodIP = address },
        };
        if (starts) pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = Name, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }];
        await _store.CreateAsync(pod, Cancel);
        var settings = TestCampaign.Settings with { GeneratorStartTimeout = starts ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(700) };
        var cluster = new ClusterServices(_store, null!, null!, null!, new PodConnection(null!, settings), null!, settings, TimeProvider.System, NullLoggerFactory.Instance);
        var side = new ClusterTarget(new TargetAddress { Url = "http://orders" }, null, null) { Namespace = @namespace, Loaded = [.. Enumerable.Range(1, pods).Select(i => new ReadyEndpoint(address, target?.Port ?? 8080, $"orders-{i}"))] };
        return new ClusterProfiler(_campaign, CampaignPlan.For("orders", _campaign.Spec, 7, null), cluster, (_, _) => Task.FromResult(side), _ => Task.FromResult(_credentials), new ClaimStore(_campaign, cluster, _ => Task.FromResult(_credentials))) { LongestStart = longestStart ?? TimeSpan.FromMinutes(1) };
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
