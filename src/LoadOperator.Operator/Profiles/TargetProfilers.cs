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

    /// <summary>Makes sure that there is a profiler in the pod, and that it runs. One that another campaign has left, or this one before, does as well.</summary>
    /// <param name="target">The pod, as it was looked at.</param>
    /// <param name="until">When it is to run.</param>
    /// <returns>The port that it serves.</returns>
    /// <exception cref="CaptureException">There can be none.</exception>
    public async Task<int> StartAsync(V1Pod target, ProfilerAccess.Added access, ProfilerAuthority authority, DateTimeOffset until, CancellationToken cancellation)
    {
        // As it is now: one that was to go another way may have been added a moment ago.
        var key = EntityKey.Of(target);
        var pod = await cluster.Store.GetAsync<V1Pod>(key, cancellation);
        if (pod?.Metadata.Uid != target.Metadata.Uid) throw new CaptureException($"pod {key.Name} is gone");
        var there = ProfilersThere.In(pod);
        if (there.Usable(access, authority.CertificatePem) is { } known)
        {
            if (ProfilerState.Of(pod, known.Name) is not ProfilerState.Running) await AwaitAsync(key, known.Name, until, cancellation);
            return ProfilerContainer.PortOf(known);
        }

        // What is added stays.
        if (cluster.Clock.GetUtcNow() >= until) throw new CaptureException($"no time is left for another profiler in pod {key.Name}");
        // The key is there before the container that has it.
        await ProfilerSecret.MakeAsync(campaign, pod, authority, cluster.Store, cluster.Clock, cancellation);
        var added = ProfilerContainer.Of(campaign, pod, there.Count + 1, there.FreePort, access, authority.CertificatePem, Idle, cluster.Settings);
        await AwaitAsync(key, await AddAsync(pod, added, cancellation), until, cancellation);
        return ProfilerContainer.PortOf(added);
    }

    private async Task<string> AddAsync(V1Pod pod, V1EphemeralContainer container, CancellationToken cancellation)
    {
        try
        {
            await cluster.Store.AddAsync(pod, container, cancellation);
            return container.Name;
        }
        catch (ApiException exception) when (!exception.IsTransient)
        {
            throw new CaptureException(Explain(exception, pod), exception);
        }
    }

    private static string Explain(ApiException refusal, V1Pod pod) => refusal.Status switch
    {
        // An admission plugin forbids in words of its own.
        HttpStatusCode.Forbidden when refusal.Message.Contains("resource \"pods/ephemeralcontainers\"", StringComparison.Ordinal) =>
            ProfilerWays.NotGranted(pod),
        HttpStatusCode.NotFound => $"no profiler can be added to pod {pod.Metadata.Name}: it is gone, or this cluster has no ephemeral containers (Kubernetes has since 1.25): {refusal.Message}",
        _ => $"the cluster refuses a profiler in pod {pod.Metadata.Name}: {refusal.Message}",
    };

    private async Task AwaitAsync(EntityKey pod, string name, DateTimeOffset until, CancellationToken cancellation)
    {
        var left = until - cluster.Clock.GetUtcNow();
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, cluster.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        ProfilerState state = new ProfilerState.Starting(null);
        try
        {
            while (true)
            {
                var now = await cluster.Store.GetAsync<V1Pod>(pod, either.Token) ?? throw new CaptureException($"pod {pod.Name} is gone");
                state = ProfilerState.Of(now, name);
                if (state is ProfilerState.Running) return;
                if (state is ProfilerState.Ended ended) throw new CaptureException($"the profiler in pod {pod.Name} has ended: {ended.Message}");
                await Task.Delay(LookAgain, cluster.Clock, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            var why = state is ProfilerState.Starting { Message: { } message } ? $": {message}" : "";
            throw new CaptureException($"the profiler in pod {pod.Name} does not run after {left.TotalSeconds:0} s{why}", exception);
        }
    }
}
