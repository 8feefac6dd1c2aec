using k8s.Models;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Hosting;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Operator.Generators;
using LoadOperator.Operator.Profiles;
using LoadOperator.Operator.Storage;
using LoadOperator.Operator.Targets;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Campaigns;

/// <summary>A campaign with pods of a cluster and a status for its result.</summary>
/// <param name="verified">The earlier campaign whose findings are looked at again; null where there is none (any more).</param>
internal sealed class ClusterPlatform(LoadCampaign campaign, CampaignPlan plan, FrozenBaseline? baseline, LoadCampaign? verified, ClusterServices cluster, RunStore runs, Action tell) : ICampaignPlatform, IDisposable
{
    /// <summary>From a container that runs to a generator that serves.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    private readonly GeneratorPods _pods = new(campaign, plan, cluster, tell);
    private ClusterProfiler? _profiler;
    private ClaimStore? _store;
    private CampaignCredentials? _credentials;
    private IReadOnlyList<GeneratorClient> _clients = [];
    private Dictionary<Side, TargetAddress> _addresses = [];

    public GeneratorFleet Fleet => new(_clients, cluster.Clock);

    /// <summary>What keeps the generators from starting, for a reader of the status.</summary>
    public PodTrouble? Trouble => _pods.Trouble;

    /// <summary>The verdict, once it has been reached.</summary>
    public LoadCampaignStatus? Published { get; private set; }

    /// <summary>Tells that pods of this campaign have changed.</summary>
    public void PodsChanged() => _pods.Changed();

    /// <summary>Takes up generators that an earlier process has started.</summary>
    /// <returns>Whether all of them answer, and are those that the state speaks of.</returns>
    public async Task<bool> ReconnectAsync(CampaignState state, CancellationToken cancellation)
    {
        try
        {
            await ResolveAsync(cancellation);
            var pods = _pods.Running(state);
            if (pods.Count != state.Generators.Count) return false;
            await ConnectAsync(pods, cancellation);
            return true;
        }
        catch (Exception exception) when (exception is GeneratorLostException or TargetUnavailableException)
        {
            return false;
        }
    }

    public async Task<CampaignEvent.GeneratorsReady> StartGeneratorsAsync(CampaignState state, CancellationToken cancellation)
    {
        try
        {
            var (environment, avoid) = await ResolveAsync(cancellation);
            await CredentialsAsync(cancellation);
            var pods = await _pods.StartAsync(state, avoid, cancellation);
            return new CampaignEvent.GeneratorsReady(await ConnectAsync(pods, cancellation), environment);
        }
        catch (ApiException exception) when (!exception.IsTransient)
        {
            // The cluster's own words: a quota, an admission rule, a pod template that no pod can have.
            throw new GeneratorLostException($"the cluster refuses the generators: {exception.Message}", exception);
        }
    }

    public TargetAddress AddressOf(Side side) => _addresses[side];

    public async Task<IReadOnlyList<TargetChange>?> TargetChangesAsync(CampaignState state, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var (control, candidate) = await TargetsAsync(mustBeReady: false, cancellation);
                return TargetChanges.Between(state.Environment, new EnvironmentStatus { Control = control?.Environment, Candidate = candidate.Environment });
            }
            catch (TargetUnavailableException exception)
            {
                return [new TargetChange(exception.Message, IsOutcome: false)];
            }
            catch (Exception exception) when (exception is HttpRequestException or ApiException { IsTransient: true })
            {
                // The API server is away. The round waits: without this look nobody knows what it measured.
                await Task.Delay(LookAgain, cluster.Clock, cancellation);
            }
        }
    }

    public async Task<string> ExplainAsync(GeneratorLostException loss, CancellationToken cancellation) => await _pods.WhatHappenedAsync(cancellation) ?? loss.Message;

    public Task KeepAsync(CampaignState state, EndedRound? round, CancellationToken cancellation) =>
        runs.KeepAsync(new RunHeader(campaign.Metadata.Generation ?? 0, plan.Seed, SpecHash.Of(campaign.Spec), state), round, cancellation);

    public async Task PublishAsync(CampaignState state, Failure? failure, CancellationToken cancellation)
    {
        await ProfilerOfTargets.StopAsync();
        var status = StatusBuilder.Ended(plan, state, failure, cluster.Clock.GetUtcNow()) with { Baseline = baseline?.Snapshot };
        var attribution = ProfilerOfTargets.Taken.Attribute(state, status, verified) is { } said ? said with { Access = ProfilerOfTargets.Access } : null;
        if (attribution is not null && verified is null && plan.Spec.Comparison.Verifies is { } verifies) attribution = attribution with { Verification = Verifications.Gone(verifies.CampaignRef.Name) };
        var artifacts = attribution is null ? null : await new CampaignArtifacts(campaign, plan, runs, Store).KeepAsync(ProfilerOfTargets.Taken, attribution.Summary, cancellation);
        Published = status with { Attribution = attribution, Artifacts = artifacts };
    }

    private ClaimStore Store => _store ??= new ClaimStore(campaign, plan, cluster, CredentialsAsync);

    public IProfiler Profiler => ProfilerOfTargets;

    private ClusterProfiler ProfilerOfTargets => _profiler ??= new ClusterProfiler(campaign, plan, cluster, TargetAsync, Store);

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _store?.Dispose();
        _credentials?.Dispose();
    }

    private async Task<(EnvironmentStatus Environment, IReadOnlyList<IDictionary<string, string>> Avoid)> ResolveAsync(CancellationToken cancellation)
    {
        var (control, candidate) = await TargetsAsync(mustBeReady: true, cancellation);
        _addresses = new Dictionary<Side, TargetAddress> { [Side.Candidate] = candidate.Address };
        if (control is not null) _addresses[Side.Control] = control.Address;
        IReadOnlyList<string>? differences = control?.Environment is { } a && candidate.Environment is { } b ? Comparability.DifferencesOf(a, b) : null;
        return (
            new EnvironmentStatus { Control = control?.Environment, Candidate = candidate.Environment, Differences = differences is { Count: > 0 } ? differences : null },
            [.. new[] { candidate.PodSelector, control?.PodSelector }.Where(s => s is { Count: > 0 }).Select(s => s!)]);
    }

    private async Task<(ClusterTarget? Control, ClusterTarget Candidate)> TargetsAsync(bool mustBeReady, CancellationToken cancellation)
    {
        var candidate = await cluster.Targets.ResolveAsync(campaign, campaign.Spec.Candidate, "spec.candidate", mustBeReady, cancellation);
        ClusterTarget? control = null;
        if (plan.HasControl)
        {
            control = await cluster.Targets.ResolveAsync(campaign, campaign.Spec.EffectiveControl!, plan.IsSelfTest ? "spec.candidate" : "spec.comparison.control", mustBeReady, cancellation);
            (control, candidate) = TargetResolver.Equalise(control, candidate);
        }

        return (control, candidate);
    }

    private async Task<ClusterTarget> TargetAsync(Side side, CancellationToken cancellation)
    {
        var (control, candidate) = await TargetsAsync(mustBeReady: true, cancellation);
        return side == Side.Candidate ? candidate : control!;
    }

    private async Task<CampaignCredentials> CredentialsAsync(CancellationToken cancellation) =>
        _credentials ??= await GeneratorSecret.LoadOrCreateAsync(campaign, cluster.Store, cluster.Clock, cancellation);

    private async Task<IReadOnlyList<GeneratorFacts>> ConnectAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellation)
    {
        var credentials = await CredentialsAsync(cancellation);
        foreach (var old in _clients) old.Dispose();
        _clients = [.. pods.Select(pod => new GeneratorClient($"pod {pod.Metadata.Name}", token => cluster.Connection.OpenAsync(pod, GeneratorPod.Port, token), credentials))];
        var facts = new List<GeneratorFacts>();
        foreach (var (client, pod) in _clients.Zip(pods))
        {
            var info = await AskAsync(client, cancellation);
            if (GeneratorFeatures.Refuse(info, campaign.Spec) is { } refusal) throw new GeneratorLostException($"{client.Name} {refusal}");
            facts.Add(new GeneratorFacts(info, [], await cluster.Facts.OfGeneratorAsync(pod, cancellation)));
        }

        return facts;
    }

    private async Task<GeneratorInfo> AskAsync(GeneratorClient client, CancellationToken cancellation)
    {
        var deadline = cluster.Clock.GetUtcNow() + LongestStart;
        while (true)
        {
            try
            {
                return await client.GetInfoAsync(cancellation);
            }
            catch (GeneratorLostException) when (cluster.Clock.GetUtcNow() < deadline && _pods.WhatHappened() is null)
            {
                await Task.Delay(AskEvery, cluster.Clock, cancellation);
            }
        }
    }
}
