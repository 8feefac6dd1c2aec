using System.Net.Sockets;
using System.Text;
using HdrHistogram;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Rounds;
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
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>A campaign with a pod on paper, and a profiler of the operator over it.</summary>
internal sealed class ProfilerBed : IDisposable
{
    /// <summary>Profilers serve a port of one address: tests with them run one after another.</summary>
    public const string OneAtATime = "profilers";

    /// <summary>The name of the container that is added first.</summary>
    public const string FirstProfiler = "load-profiler-1";

    public static readonly CampaignStep.Profile Step = new(1, Side.Candidate);

    public ProfilerBed() => Ask(new DotnetTrace());

    public MemoryStore Store { get; } = new();

    public LoadCampaign Campaign { get; } = TestCampaign.Create();

    public ProfilerAuthority Authority { get; } = ProfilerAuthority.Create(TimeProvider.System.GetUtcNow());

    public void Dispose() => Authority.Dispose();

    /// <summary>What the campaign is to profile with.</summary>
    public void Ask(DotnetTrace trace) => Campaign.Spec = Campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = trace } };

    /// <inheritdoc cref="Ask(DotnetTrace)"/>
    public void Ask(PprofProfiles pprof) => Campaign.Spec = Campaign.Spec with { Profiling = new Model.Spec.Profiling { Pprof = pprof } };

    /// <inheritdoc cref="Ask(DotnetTrace)"/>
    public void Ask(ProcessCounters counters) => Campaign.Spec = Campaign.Spec with { Profiling = new Model.Spec.Profiling { Counters = counters } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ProfilerClient Client() => new(
        "the profiler",
        async cancellation =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(ProfiledTarget.Address, ProfiledTarget.ProfilerPort, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
        Authority.ForClient(ProfiledTarget.PodUid, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1)));

    private V1Secret AuthoritySecret() => new()
    {
        Metadata = new V1ObjectMeta { Name = "load-operator-profilers", NamespaceProperty = "load-operator-system" },
        Data = new Dictionary<string, byte[]> { ["ca.crt"] = Encoding.ASCII.GetBytes(Authority.CertificatePem), ["ca.key"] = Encoding.ASCII.GetBytes(Authority.KeyPem()) },
    };

    public async Task<V1Pod> PodAsync() => (await Store.GetAsync<V1Pod>(new Runtime.EntityKey("shop", "orders-1"), Cancel))!;

    /// <param name="starts">Whether the node starts what is added to the pod.</param>
    public async Task<ClusterProfiler> ProfilerOfAsync(ProfiledTarget? target, int pods = 1, bool starts = true, string @namespace = "shop", TimeSpan? longestStart = null, string? address = null, CampaignCredentials? storeKeys = null)
    {
        V1ContainerPort[] taken = [.. Enumerable.Range(ProfilerContainer.FirstPort, ProfiledTarget.ProfilerPort - ProfilerContainer.FirstPort).Select(p => new V1ContainerPort { ContainerPort = p })];
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "orders-1", NamespaceProperty = "shop", Uid = ProfiledTarget.PodUid },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "orders", SecurityContext = new V1SecurityContext { RunAsUser = 1000 }, Ports = taken }] },
            Status = new V1PodStatus { Phase = "Running", PodIP = address ?? ProfiledTarget.Address },
        };
        if (starts) pod.Status.EphemeralContainerStatuses = [new V1ContainerStatus { Name = FirstProfiler, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }];
        await Store.CreateAsync(pod, Cancel);
        await Store.CreateAsync(AuthoritySecret(), Cancel);
        return ProfilerOf(target, pods, starts, @namespace, longestStart, address, storeKeys);
    }

    public ClusterProfiler ProfilerOf(ProfiledTarget? target, int pods = 1, bool starts = true, string @namespace = "shop", TimeSpan? longestStart = null, string? address = null, CampaignCredentials? storeKeys = null, LoadCampaign? campaign = null)
    {
        var settings = TestCampaign.Settings with { Namespace = "load-operator-system", GeneratorStartTimeout = starts ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(700) };
        var cluster = new ClusterServices(Store, null!, null!, null!, new PodConnection(null!, settings), new ProfilerAuthorities(Store, settings, TimeProvider.System), null!, settings, TimeProvider.System, NullLoggerFactory.Instance);
        var side = new ClusterTarget(new TargetAddress { Url = "http://orders" }, null, null) { Namespace = @namespace, Loaded = [.. Enumerable.Range(1, pods).Select(i => new ReadyEndpoint(address ?? ProfiledTarget.Address, target?.Port ?? 8080, $"orders-{i}"))] };
        campaign ??= Campaign;
        var plan = CampaignPlan.For("orders", campaign.Spec, 7, null);
        var store = new ClaimStore(campaign, plan, cluster, _ => Task.FromResult(storeKeys ?? throw new InvalidOperationException("no store is expected")));
        return new ClusterProfiler(campaign, plan, cluster, (_, _) => Task.FromResult(side), store) { LongestStart = longestStart ?? TimeSpan.FromMinutes(1) };
    }

    public async Task<EndedRound> RoundAsync(ProfiledTarget target)
    {
        var started = TimeProvider.System.GetUtcNow();
        var seconds = TimeSpan.FromSeconds(1.5);
        return Round(await target.LoadAsync(seconds), seconds, started);
    }

    public EndedRound Round(long requests, TimeSpan seconds, DateTimeOffset started = default)
    {
        var measurement = new RoundMeasurement { Requests = requests, Errors = 0, MeasuredSeconds = seconds.TotalSeconds, Values = new Dictionary<string, double>(), Generators = [] };
        var plan = CampaignPlan.For("orders", Campaign.Spec, 7, null).Profiled(Step, new TargetAddress { Url = "http://orders" }) with { WarmUp = Duration.FromSeconds(0) };
        var none = new LongHistogram(1_000_000_000, 3);
        return new EndedRound(plan, new RoundResult(measurement, started, none, none, []));
    }
}
