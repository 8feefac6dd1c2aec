using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Campaigns;

/// <summary>A campaign under way in this process. It goes its way in the background, and asks for a reconcile when there is something to tell.</summary>
internal sealed class CampaignRun : ICampaignObserver
{
    private readonly LoadCampaign _campaign;
    private readonly CampaignPlan _plan;
    private readonly ClusterPlatform _platform;
    private readonly ClusterServices _cluster;
    private readonly Action _tell;
    private readonly CancellationTokenSource _detach;
    private volatile Snapshot _now;
    private Task _loop = Task.CompletedTask;

    public CampaignRun(LoadCampaign campaign, CampaignPlan plan, FrozenBaseline? baseline, ClusterPlatform platform, CampaignState state, ClusterServices cluster, Action tell, CancellationToken detach)
    {
        (_campaign, _plan, _platform, _cluster, _tell) = (campaign, plan, platform, cluster, tell);
        _detach = CancellationTokenSource.CreateLinkedTokenSource(detach);
        _now = new Snapshot(state, CampaignLifecycle.Next(plan, state, cluster.Clock.GetUtcNow()));
        SpecHash = Model.SpecHash.Of(campaign.Spec);
        Baseline = baseline;
    }

    /// <summary>The generation of the spec that it runs.</summary>
    public long Generation => _campaign.Metadata.Generation ?? 0;

    /// <summary>The hash of that spec.</summary>
    public string SpecHash { get; }

    public DateTimeOffset StartedAt => _now.State.StartedAt;

    /// <summary>What it is compared with, where that is a baseline.</summary>
    public FrozenBaseline? Baseline { get; }

    /// <summary>The status that was written last; the cache may not know it yet.</summary>
    public LoadCampaignStatus? Written { get; set; }

    public bool HasEnded => _loop.IsCompletedSuccessfully && _platform.Published is not null;

    /// <summary>What broke the run off, if something has.</summary>
    public Exception? Fault => _loop.IsFaulted ? _loop.Exception!.GetBaseException() : null;

    public void Start()
    {
        var loop = new CampaignLoop(_plan, _platform, new ObservedCampaign(_campaign, this), _cluster.Clock);
        _loop = Task.Run(async () =>
        {
            try
            {
                await loop.RunAsync(_now.State, interruption: CancellationToken.None, detach: _detach.Token);
            }
            finally
            {
                // Told again when the task itself is seen to have ended.
                _ = _loop.ContinueWith(_ => _tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        });
    }

    public void PodsChanged() => _platform.PodsChanged();

    /// <summary>The status as of now.</summary>
    public LoadCampaignStatus StatusAt(DateTimeOffset now, StatusContext context)
    {
        if (_platform.Published is { } published)
            return StatusBuilder.Stamp(published, now, context);
        var (state, decision) = _now;
        var (reason, message) = decision.Step switch
        {
            CampaignStep.StartGenerators when _platform.Trouble is { } trouble => (trouble.Reason, trouble.Message),
            CampaignStep.StartGenerators => ("GeneratorsStarting", $"waits for {_plan.Spec.Generator.Replicas} generator pod{(_plan.Spec.Generator.Replicas == 1 ? "" : "s")}"),
            CampaignStep.WarmUp warmUp => ("WarmingUp", $"warms the {Name(warmUp.Side)}"),
            CampaignStep.RunRound run => ("RoundsRunning", $"{(_plan.HasControl ? "pair" : "round")} {run.Id.Pair} of {_plan.Pairs}{(run.Id.Attempt > 1 ? $", attempt {run.Id.Attempt}" : "")}: {Name(run.Id.Side)}"),
            CampaignStep.Profile profile => ("Profiling", $"profile {profile.Pair} of {_plan.Spec.Profiling?.Profiles}: {Name(profile.Side)}"),
            _ => ("Analyzing", "reaches the verdict"),
        };
        return StatusBuilder.UnderWay(_plan, state, decision.Phase, reason, message, now, context);
    }

    public void Decided(Decision decision, CampaignState state)
    {
        // Warming takes many short rounds of which nobody needs to hear one by one.
        var isNews = _now.Decision.Step is not CampaignStep.WarmUp { Side: var before } || decision.Step is not CampaignStep.WarmUp { Side: var after } || before != after;
        _now = new Snapshot(state, decision);
        if (isNews) _tell();
    }

    public void RoundIsUnderWay(IReadOnlyList<RoundReport> reports)
    {
        // The status speaks of rounds that have ended.
    }

    public void Happened(CampaignEvent happened, CampaignState state)
    {
        var (type, reason, message) = happened switch
        {
            CampaignEvent.GeneratorsReady e => (EventType.Normal, "GeneratorsReady", $"{string.Join(", ", e.Generators.Select(g => $"{g.Pod?.Name} on node {g.Pod?.Node?.Name}, CPU {g.Info.CpuSet}"))}"),
            CampaignEvent.GeneratorsFailed e => (EventType.Warning, "GeneratorsNotReady", e.Message),
            CampaignEvent.TargetUnavailable e => (EventType.Warning, "TargetUnavailable", e.Message),
            CampaignEvent.LostInWarmUp e => (EventType.Warning, "GeneratorLost", e.Message),
            CampaignEvent.RoundLost e => (EventType.Warning, "RoundLost", $"{e.Id}: {e.Message}"),
            CampaignEvent.ProfileTaken { Profile.Trouble: { } trouble } e => (EventType.Warning, "NotProfiled", $"{Name(e.Profile.Side)}: {trouble}"),
            CampaignEvent.RoundEnded when state.Rounds[^1] is { IsValid: false } invalid => (EventType.Warning, "RoundDiscarded", $"{invalid.Id}: {string.Join("; ", invalid.InvalidReasons)}"),
            CampaignEvent.RoundEnded e when state.Rounds.Count == 1 => (EventType.Normal, "FirstRound", $"{e.Id}: {e.Measurement.Requests} requests, {e.Measurement.Errors} errors"),
            _ => (EventType.Normal, "", ""),
        };
        if (reason.Length > 0) _ = _cluster.Events.PublishAsync(_campaign, type, reason, message, _detach.Token);
    }

    /// <summary>Lets go of the campaign. Its generators go on, and so does the round under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _detach.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _platform.Dispose();
        _detach.Dispose();
    }

    private static string Name(Side side) => side == Side.Control ? "control" : "candidate";

    private sealed record Snapshot(CampaignState State, Decision Decision);
}
