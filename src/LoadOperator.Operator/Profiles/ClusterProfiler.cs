using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Operator.Targets;
using LoadOperator.Profiling.Capture;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Profiles;

/// <summary>Takes profiles of a process in a target's pod, by a profiler that is added to it.</summary>
/// <param name="resolve">Finds a side's target as it is now.</param>
internal sealed class ClusterProfiler(LoadCampaign campaign, CampaignPlan plan, ClusterServices cluster, Func<Side, CancellationToken, Task<ClusterTarget>> resolve, Func<CancellationToken, Task<CampaignCredentials>> credentials) : IProfiler
{
    /// <summary>From a container that runs to a profiler that serves: with the little CPU that a target's pod may have.</summary>
    internal TimeSpan LongestStart { get; init; } = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(250);

    private readonly TargetProfilers _profilers = new(campaign, cluster);

    /// <summary>Held by this process alone: after a restart the profiles are taken anew.</summary>
    public TakenProfiles Taken { get; } = new(plan);

    public async Task<ProfiledRound> CaptureAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        EndedRound? round = null;
        try
        {
            var (pod, port, pods) = await TargetOfAsync(step.Side, cancellation);
            var access = ProfilerAccess.Of(pod, port, plan.Spec.Profiling!.DotnetTrace!.Container);
            if (access is ProfilerAccess.Impossible impossible) return new ProfiledRound(null, string.Join("; ", impossible.Reasons));
            using var client = new ProfilerClient($"the profiler in pod {pod.Metadata.Name}", token => cluster.Connection.OpenAsync(pod, ProfilerContainer.Port, token), await credentials(cancellation));
            await _profilers.StartAsync(pod, (ProfilerAccess.Ephemeral)access, cancellation);
            var offset = await OffsetAsync(client, cancellation);
            // The trace begins before the load does and ends after it: what belongs to the round is cut out of it.
            await client.BeginAsync(step.Id, new ProfileBeginning(port), cancellation);
            round = await run();
            var requests = round.Result.Measurement.Requests;
            if (requests == 0) return new ProfiledRound(round, "no request was served during the trace");
            var window = round.Measured();
            // Of several pods one is profiled, and has its share of the requests.
            var profile = await client.EndAsync(step.Id, new ProfileEnd((double)requests / pods, offset.ThereAt(window.From), offset.ThereAt(window.To)), cancellation);
            Taken.Add(step.Side, profile);
            return new ProfiledRound(round, profile.Partial);
        }
        catch (Exception exception) when (exception is CaptureException or TargetUnavailableException or HttpRequestException or ApiException)
        {
            return new ProfiledRound(round, exception.Message);
        }
    }

    /// <summary>The pod to profile, the port that it serves, and how many pods share the load.</summary>
    private async Task<(V1Pod Pod, int Port, int Pods)> TargetOfAsync(Side side, CancellationToken cancellation)
    {
        var name = side == Side.Control ? "control" : "candidate";
        var target = await resolve(side, cancellation);
        if (target.Loaded is not [var first, ..]) throw new CaptureException($"the {name} is no Service with pods: in a cluster nothing else is profiled");
        // The profiler's keys are those of the campaign, in its own namespace.
        if (target.Namespace != campaign.Metadata.NamespaceProperty) throw new CaptureException($"the {name} is in namespace {target.Namespace}: only pods of the campaign's own namespace are profiled");
        var pod = await cluster.Store.GetAsync<V1Pod>(new EntityKey(target.Namespace, first.Pod!), cancellation) ?? throw new CaptureException($"pod {first.Pod} of the {name} is gone");
        return (pod, first.Port, target.Loaded.Count);
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
}
