using System.Net;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Profiling.Capture;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Profiles;

/// <summary>A campaign's profilers in the pods of its targets: adds those that are missing, and waits until they run.</summary>
internal sealed class TargetProfilers(LoadCampaign campaign, CampaignPlan plan, ClusterServices cluster)
{
    /// <summary>During a round nobody asks; and profiles follow one another, with no more than a round's end between.</summary>
    private TimeSpan Idle => plan.ProfileTimeout + TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(string Pod, string Container), AddedProfiler> _used = [];

    /// <summary>
    /// Those that are to end with the campaign. One that starts too late to be used is among them, and one that was added though the cluster's answer was lost;
    /// what starts later still, nobody asks, and it ends by itself.
    /// </summary>
    public IReadOnlyCollection<AddedProfiler> Used => _used.Values;

    /// <summary>Whether one may be added to the pod. What cannot be asked, the attempt will tell.</summary>
    public async Task<bool> MayAddAsync(V1Pod pod, CancellationToken cancellation)
    {
        try
        {
            return await cluster.Store.MayAsync("patch", "pods", "ephemeralcontainers", pod.Metadata.NamespaceProperty, cancellation);
        }
        catch (ApiException)
        {
            return true;
        }
    }

    /// <summary>Makes sure that there is a profiler in the pod. One that another campaign has left, or this one before, does as well.</summary>
    /// <param name="target">The pod, as it was looked at.</param>
    /// <param name="until">When it is to run.</param>
    /// <returns>It need not run yet.</returns>
    /// <exception cref="CaptureException">There can be none.</exception>
    public async Task<AddedProfiler> AddAsync(V1Pod target, ProfilerAccess.Added access, ProfilerAuthority authority, DateTimeOffset until, CancellationToken cancellation)
    {
        // As it is now: one that was to go another way may have been added a moment ago.
        var key = EntityKey.Of(target);
        var pod = await cluster.Store.GetAsync<V1Pod>(key, cancellation);
        if (pod?.Metadata.Uid != target.Metadata.Uid) throw new CaptureException($"pod {key.Name} is gone");
        var there = ProfilersThere.In(pod);
        if (there.Usable(access, authority.CertificatePem) is { } known) return Use(target, known);
        // What is added stays.
        if (cluster.Clock.GetUtcNow() >= until) throw new CaptureException($"no time is left for another profiler in pod {key.Name}");
        // The key is there before the container that has it.
        await ProfilerSecret.MakeAsync(campaign, pod, authority, cluster.Store, cluster.Clock, cancellation);
        var added = Use(target, ProfilerContainer.Of(campaign, pod, there.Count + 1, there.FreePort, access, authority.CertificatePem, Idle, cluster.Settings));
        try
        {
            await cluster.Store.AddAsync(pod, added.Container, cancellation);
            return added;
        }
        catch (ApiException exception) when (!exception.IsTransient)
        {
            _used.Remove(added.Key);
            throw new CaptureException(Explain(exception, pod), exception);
        }
    }

    /// <summary>To be called when the campaign has ended.</summary>
    public void Forget() => _used.Clear();

    private AddedProfiler Use(V1Pod pod, V1EphemeralContainer container)
    {
        var used = new AddedProfiler(pod, container);
        return _used[used.Key] = used;
    }

    private static string Explain(ApiException refusal, V1Pod pod) => refusal.Status switch
    {
        // An admission plugin forbids in words of its own.
        HttpStatusCode.Forbidden when refusal.Message.Contains("resource \"pods/ephemeralcontainers\"", StringComparison.Ordinal) =>
            ProfilerWays.NotGranted(pod),
        HttpStatusCode.NotFound => $"no profiler can be added to pod {pod.Metadata.Name}: it is gone, or this cluster has no ephemeral containers (Kubernetes has since 1.25): {refusal.Message}",
        _ => $"the cluster refuses a profiler in pod {pod.Metadata.Name}: {refusal.Message}",
    };

    /// <summary>Waits until a profiler runs.</summary>
    /// <exception cref="CaptureException">It has ended, or takes too long.</exception>
    public async Task AwaitAsync(EntityKey pod, string name, DateTimeOffset until, CancellationToken cancellation)
    {
        var began = cluster.Clock.GetUtcNow();
        while (true)
        {
            var now = await cluster.Store.GetAsync<V1Pod>(pod, cancellation) ?? throw new CaptureException($"pod {pod.Name} is gone");
            var state = ProfilerState.Of(now, name);
            if (state is ProfilerState.Running) return;
            if (state is ProfilerState.Ended ended) throw new CaptureException($"the profiler in pod {pod.Name} has ended: {ended.Message}");
            var left = until - cluster.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero) throw new CaptureException($"the profiler in pod {pod.Name} does not run after {(until - began).TotalSeconds:0} s{(state is ProfilerState.Starting { Message: { } message } ? $": {message}" : "")}");
            await Task.Delay(left < LookAgain ? left : LookAgain, cluster.Clock, cancellation);
        }
    }
}

/// <summary>A profiler that was added to a pod.</summary>
internal sealed record AddedProfiler(V1Pod Pod, V1EphemeralContainer Container)
{
    public (string Pod, string Container) Key => (Pod.Metadata.Name, Container.Name);
}
