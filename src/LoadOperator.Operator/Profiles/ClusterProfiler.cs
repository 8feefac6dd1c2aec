using k8s.Models;
using LoadOperator.AgentClient;
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
using LoadOperator.Operator.Targets;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Profiles;

/// <summary>Takes profiles of a process in a target's pod, by a profiler that is added to it.</summary>
/// <param name="resolve">Finds a side's target as it is now.</param>
/// <param name="store">Where the profiles themselves go, beside what is read of them.</param>
internal sealed class ClusterProfiler(LoadCampaign campaign, CampaignPlan plan, ClusterServices cluster, Func<Side, CancellationToken, Task<ClusterTarget>> resolve, ClaimStore store) : IProfiler
{
    /// <summary>From a container that runs to a profiler that serves: with the little CPU that a target's pod may have.</summary>
    internal TimeSpan LongestStart { get; init; } = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>What is asked after the round takes time as well.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    private readonly TargetProfilers _profilers = new(campaign, plan, cluster);
    private readonly TriedWays _ways = new();

    /// <summary>Held by this process alone: after a restart the profiles are taken anew.</summary>
    public TakenProfiles Taken { get; } = new(plan);

    /// <summary>The ways to the processes of the sides, as last taken; null where none was sought.</summary>
    public IReadOnlyList<ProfilerAccessStatus>? Access => _ways.Access;

    public async Task<ProfiledRound> CaptureAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        EndedRound? round = null;
        try
        {
            var target = await TargetOfAsync(step.Side, cancellation);
            await store.OpenAsync(cancellation);
            var profile = plan.Spec.Profiling is { Pprof: { } pprof }
                ? await AskAsync(pprof, target, step, RunAsync, cancellation)
                : await LookAsync(plan.Spec.Profiling!.Process!, target, step, RunAsync, cancellation);
            if (profile is null) return new ProfiledRound(round, "no request was served while the target was profiled");
            Taken.Add(step.Side, profile);
            return new ProfiledRound(round, profile.Partial, TargetFigures.Of(profile, plan));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or GeneratorLostException))
        {
            return new ProfiledRound(round, exception.Message);
        }

        async Task<EndedRound> RunAsync() => round = await run();
    }

    /// <summary>Has the profilers end: the port of theirs is the next campaign's.</summary>
    public async Task StopAsync()
    {
        // One that the pod was made with goes on.
        foreach (var added in _profilers.Used)
        {
            using var client = await ClientOfAsync(ServingProfiler.Of(added), CancellationToken.None);
            await client.StopAsync();
        }

        _profilers.Forget();
    }

    private async Task<ProfilerClient> ClientOfAsync(ServingProfiler profiler, CancellationToken cancellation)
    {
        var authority = await cluster.Profilers.GetAsync(cancellation);
        // A sidecar that refuses this operator closes the connection, and says no more.
        var name = profiler.Name is null ? $"the sidecar in pod {profiler.Pod.Metadata.Name} (made for this operator? loadctl profile sidecar writes one that is)" : $"the profiler in pod {profiler.Pod.Metadata.Name}";
        return new ProfilerClient(name, token => cluster.Connection.OpenAsync(profiler.Pod, profiler.Port, token), authority.ForClient(profiler.Name, cluster.Clock.GetUtcNow(), plan.ProfileTimeout + Leeway));
    }

    private async Task<ServingProfiler> ProfilerInAsync(V1Pod pod, ProfilerAccess access, DateTimeOffset until, CancellationToken cancellation)
    {
        if (access is ProfilerAccess.Sidecar sidecar) return new ServingProfiler(pod, sidecar.ServedAt, null);
        var added = await _profilers.AddAsync(pod, (ProfilerAccess.Added)access, await cluster.Profilers.GetAsync(cancellation), until, cancellation);
        await _profilers.AwaitAsync(EntityKey.Of(pod), added.Container.Name, until, cancellation);
        return ServingProfiler.Of(added);
    }

    /// <summary>Has a profiler in the target's pod take a trace, or look at counters.</summary>
    /// <returns>Null where no request was served.</returns>
    /// <exception cref="CaptureException">There is none to be had.</exception>
    private async Task<Profile?> LookAsync(ProcessProfiles asked, ProfiledPod target, CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        var mayAdd = await _profilers.MayAddAsync(target.Pod, cancellation);
        // Campaigns share the profiler of a pod: each is to have its own profile, or none.
        var id = $"{campaign.Metadata.Uid}-{step.Id}";
        // All ways together have the time that one profiler has to start.
        var until = cluster.Clock.GetUtcNow() + cluster.Settings.GeneratorStartTimeout;
        var (client, offset) = await _ways.TakeAsync(step.Side, failed => ProfilerChoice.Of(target.Pod, target.Port, asked, mayAdd, failed), access => BeginAsync(id, access, asked, target, until, cancellation), isProven: Taken.Has(step.Side));
        using var _ = client;
        var isEnding = false;
        try
        {
            var round = await run();
            var window = round.MeasuredUntil(cluster.Clock.GetUtcNow());
            var requests = round.Result.Measurement.Requests;
            if (requests == 0) return null;
            isEnding = true;
            // Of several pods one is profiled, and has its share of the requests.
            var profile = await client.EndAsync(id, new ProfileEnd((double)requests / target.Pods, offset.ThereAt(window.From), offset.ThereAt(window.To), store.IsOpen), cancellation);
            if (store.IsOpen) await store.KeepAsync(step, client, id, cancellation);
            return profile;
        }
        finally
        {
            // A trace that goes on would slow the target down in rounds that count.
            if (!isEnding || store.IsOpen) await client.DropAsync(id);
        }
    }

    /// <summary>Begins a trace. It begins before the load does and ends after it: what belongs to the round is cut out of it.</summary>
    private async Task<(ProfilerClient Client, ClockOffset Offset)> BeginAsync(string id, ProfilerAccess access, ProcessProfiles asked, ProfiledPod target, DateTimeOffset until, CancellationToken cancellation)
    {
        var profiler = await ProfilerInAsync(target.Pod, access, until, cancellation);
        var client = await ClientOfAsync(profiler, cancellation);
        try
        {
            var offset = await OffsetAsync(client, cancellation);
            await client.BeginAsync(id, new ProfileBeginning(target.Port, target.Pod.Metadata.Uid, plan.ProfileTimeout.TotalSeconds, CountersAlone: !asked.IsTrace), cancellation);
            return (client, offset);
        }
        catch
        {
            // It may have begun all the same.
            await client.DropAsync(id);
            client.Dispose();
            throw;
        }
    }

    /// <summary>Asks the target's pod for its profiles: at an address that the load goes to, and nowhere else.</summary>
    /// <returns>Null where no request was served.</returns>
    /// <exception cref="CaptureException">There are none to be had.</exception>
    /// <exception cref="ProfileFormatException">What is answered is none.</exception>
    private async Task<Profile?> AskAsync(PprofProfiles asked, ProfiledPod target, CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        var port = asked.Port ?? target.Port;
        EndedRound? round = null;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectCallback = (_, token) => cluster.Connection.OpenAsync(target.Pod, port, token) }) { Timeout = Timeout.InfiniteTimeSpan };
        var root = new Uri($"http://{ReadyEndpoint.Join(target.Pod.Status.PodIP, port)}{asked.Path}");
        var answer = await PprofRound.RunAsync(client, root, asked, plan.Spec.Load.WarmUp.Value, async () => round = await run(), cluster.Clock, cancellation);
        var profile = round!.Of(answer.ToProfile($"{step.Id} of pod {target.Pod.Metadata.Name}"), target.Pods);
        if (profile is not null) await store.KeepAsync(step, answer, profile, cancellation);
        return profile;
    }

    private async Task<ProfiledPod> TargetOfAsync(Side side, CancellationToken cancellation)
    {
        var name = side == Side.Control ? "control" : "candidate";
        var target = await resolve(side, cancellation);
        if (target.Loaded is not [var first, ..]) throw new CaptureException($"the {name} is no Service with pods: in a cluster nothing else is profiled");
        // Whoever may make campaigns in a namespace is shown what runs there, and nothing of others.
        if (target.Namespace != campaign.Metadata.NamespaceProperty) throw new CaptureException($"the {name} is in namespace {target.Namespace}: only pods of the campaign's own namespace are profiled");
        var pod = await cluster.Store.GetAsync<V1Pod>(new EntityKey(target.Namespace, first.Pod!), cancellation) ?? throw new CaptureException($"pod {first.Pod} of the {name} is gone");
        if (pod.Status.PodIP != first.Ip && pod.Status.PodIPs?.Any(a => a.Ip == first.Ip) is not true) throw new CaptureException($"pod {first.Pod} of the {name} is no longer at {first.Ip}, where the load goes");
        if (pod.Spec.HostNetwork is true) throw new CaptureException($"pod {first.Pod} of the {name} is in its node's network, where a port may be anybody's");
        // A pod may have two addresses: the one that was checked, and that the load goes to.
        pod.Status.PodIP = first.Ip;
        return new ProfiledPod(pod, first.Port, target.Loaded.Count);
    }

    private async Task<ClockOffset> OffsetAsync(ProfilerClient client, CancellationToken cancellation)
    {
        var deadline = cluster.Clock.GetUtcNow() + LongestStart;
        while (true)
        {
            try
            {
                return await ClockOffset.MeasureAsync(client.GetClockAsync, cluster.Clock, cancellation);
            }
            catch (CaptureException) when (cluster.Clock.GetUtcNow() < deadline)
            {
                await Task.Delay(AskEvery, cluster.Clock, cancellation);
            }
        }
    }

    /// <param name="Port">The port that it serves.</param>
    /// <param name="Pods">How many pods share the load.</param>
    private sealed record ProfiledPod(V1Pod Pod, int Port, int Pods);

    /// <param name="Port">Where it serves profiles.</param>
    /// <param name="Name">The name that it must show; null for one that the pod was made with, of which none is known.</param>
    private sealed record ServingProfiler(V1Pod Pod, int Port, string? Name)
    {
        public static ServingProfiler Of(AddedProfiler added) => new(added.Pod, ProfilerContainer.PortOf(added.Container), ProfilerSecret.NameIn(added.Pod));
    }
}
