using k8s.Models;
using LoadOperator.AgentClient;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Generators;

/// <summary>The pods of a campaign's generators: makes those that are missing and waits until all are ready.</summary>
internal sealed class GeneratorPods(LoadCampaign campaign, CampaignPlan plan, ClusterServices cluster, Action tell)
{
    /// <summary>Given up a little earlier than the lifecycle would: this side knows why.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>A kubelet has told of a pod's end by then.</summary>
    private static readonly TimeSpan TellingTime = TimeSpan.FromSeconds(5);

    /// <summary>Nobody tells when a quota has room again.</summary>
    private static readonly TimeSpan AskQuotaEvery = TimeSpan.FromSeconds(3);

    private volatile PodTrouble? _refusal;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<string> _names = [];

    /// <summary>What is wrong with the pods now; null where nothing is.</summary>
    public PodTrouble? Trouble => _refusal ?? _names.Select(Find).OfType<V1Pod>().Select(p => PodTrouble.Of(p)).FirstOrDefault(trouble => trouble is not null);

    public void Changed() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>The pods that the state's generators run in, as far as they are still ready.</summary>
    public IReadOnlyList<V1Pod> Running(CampaignState state)
    {
        var pods = state.Generators.Select(g => g.Pod is { } pod ? Find(pod.Name) : null).OfType<V1Pod>().Where(p => PodTrouble.IsReady(p)).ToList();
        _names = [.. pods.Select(p => p.Metadata.Name)];
        return pods;
    }

    /// <summary>Makes the pods that are missing, and waits.</summary>
    /// <exception cref="GeneratorLostException">They are not ready in time, or never will be; the message is the cluster's.</exception>
    public async Task<IReadOnlyList<V1Pod>> StartAsync(CampaignState state, IReadOnlyList<IDictionary<string, string>> avoid, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(plan.GeneratorStartTimeout - Margin, cluster.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var names = await MakeMissingAsync(state, avoid, either.Token);
            _names = names;
            return await AllReadyAsync(names, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GeneratorLostException(Trouble?.Message ?? $"generator pods {string.Join(", ", _names)} were not ready after {plan.GeneratorStartTimeout.TotalSeconds:0} s");
        }
    }

    private async Task<List<string>> MakeMissingAsync(CampaignState state, IReadOnlyList<IDictionary<string, string>> avoid, CancellationToken cancellation)
    {
        var names = new List<string>();
        for (var i = 0; i < plan.Spec.Generator.Replicas; i++)
        {
            var usable = Mine().FirstOrDefault(p => p.Metadata.Labels[Names.GeneratorLabel] == $"{i}" && PodTrouble.Of(p) is not { IsFinal: true });
            if (usable is null)
            {
                foreach (var spent in Mine().Where(p => p.Metadata.Labels[Names.GeneratorLabel] == $"{i}")) await cluster.Store.DeleteAsync(spent, cancellation);
                usable = await MakeAsync(GeneratorPod.Of(campaign, i, state.GeneratorStarts + 1, cluster.Settings, avoid), cancellation);
            }

            names.Add(usable.Metadata.Name);
        }

        return names;
    }

    /// <summary>Makes a pod; where a quota forbids it, as soon as it does not.</summary>
    private async Task<V1Pod> MakeAsync(V1Pod pod, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    return await cluster.Store.ApplyAsync(pod, cancellation);
                }
                catch (ApiException exception) when (exception.Status == System.Net.HttpStatusCode.Forbidden && exception.Message.Contains("exceeded quota", StringComparison.Ordinal))
                {
                    _refusal = new PodTrouble("QuotaExceeded", exception.Message, IsFinal: false);
                    tell();
                    await Task.Delay(AskQuotaEvery, cluster.Clock, cancellation);
                }
            }
        }
        finally
        {
            if (!cancellation.IsCancellationRequested) _refusal = null;
        }
    }

    /// <summary>What befell a generator that does not answer; null where its pod looks well.</summary>
    public string? WhatHappened() =>
        _names.Select(name => Find(name) is { } pod ? PodTrouble.Of(pod)?.Message : $"generator pod {name} is gone").FirstOrDefault(message => message is not null);

    /// <summary>The same, with patience: a connection breaks at once, and the kubelet tells why a moment later.</summary>
    public async Task<string?> WhatHappenedAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(TellingTime, cluster.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        while (true)
        {
            var change = _changed.Task;
            if (WhatHappened() is { } message) return message;
            try
            {
                await change.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private async Task<IReadOnlyList<V1Pod>> AllReadyAsync(List<string> names, CancellationToken cancellation)
    {
        while (true)
        {
            // Taken before looking: a change in between is then not missed.
            var change = _changed.Task;
            var pods = names.Select(Find).OfType<V1Pod>().ToList();
            if (pods.Select(p => PodTrouble.Of(p)).FirstOrDefault(trouble => trouble is { IsFinal: true }) is { } final) throw new GeneratorLostException(final.Message);
            if (pods.Count == names.Count && pods.All(p => PodTrouble.IsReady(p))) return pods;
            await change.WaitAsync(cancellation);
        }
    }

    private V1Pod? Find(string name) => cluster.Pods.Find(new EntityKey(campaign.Metadata.NamespaceProperty, name));

    private IEnumerable<V1Pod> Mine() =>
        cluster.Pods.List().Where(p => p.Metadata.OwnerReferences?.Any(o => o.Uid == campaign.Metadata.Uid) is true && p.Metadata.Labels?.ContainsKey(Names.GeneratorLabel) is true);
}
