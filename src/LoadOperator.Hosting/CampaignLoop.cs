using LoadOperator.AgentClient;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.Hosting;

/// <summary>Carries out a campaign's steps, one after the other, on any platform. What the next step is, the lifecycle decides.</summary>
public sealed class CampaignLoop(CampaignPlan plan, ICampaignPlatform platform, ICampaignObserver observer, TimeProvider clock)
{
    private static readonly MetricName WarmUpMetric = MetricName.Parse("latency.p95");
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    /// <summary>Runs the campaign to its end; an interruption is one, too.</summary>
    /// <param name="state">What has happened so far.</param>
    /// <param name="interruption">Ends the campaign: its round under way is aborted, and what there is becomes the result.</param>
    /// <param name="detach">Ends this call alone: the generators go on, and a later call takes the round under way up again.</param>
    /// <exception cref="OperationCanceledException">It was detached.</exception>
    public async Task<CampaignState> RunAsync(CampaignState state, CancellationToken interruption, CancellationToken detach)
    {
        while (true)
        {
            detach.ThrowIfCancellationRequested();
            var decision = CampaignLifecycle.Next(plan, state, clock.GetUtcNow());
            observer.Decided(decision, state);
            if (decision.Step is CampaignStep.Finish) return state;
            var (happened, round) = await CarryOutAsync(decision, state, interruption, detach).ConfigureAwait(false);
            state = state.After(happened, plan);
            await platform.KeepAsync(state, round, detach).ConfigureAwait(false);
            if (round is not null) await platform.Fleet.ForgetAsync(round.Plan.Id).ConfigureAwait(false);
            observer.Happened(happened, state);
        }
    }

    private async Task<(CampaignEvent Happened, EndedRound? Round)> CarryOutAsync(Decision decision, CampaignState state, CancellationToken interruption, CancellationToken detach)
    {
        using var giveUp = new CancellationTokenSource(TimerFor(decision.GiveUpAt - clock.GetUtcNow()), clock);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token, interruption);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(abort.Token, detach);
        try
        {
            switch (decision.Step)
            {
                case CampaignStep.Publish publish:
                    await platform.PublishAsync(state, publish.Failure, detach).ConfigureAwait(false);
                    return (new CampaignEvent.Published(publish.Failure), null);
                case CampaignStep.StartGenerators:
                    return (await platform.StartGeneratorsAsync(state, any.Token).ConfigureAwait(false), null);
                case CampaignStep.WarmUp warmUp:
                    var warming = await RunAsync(plan.Warming(warmUp.Side, state.NumberOf(warmUp), platform.AddressOf(warmUp.Side)), [WarmUpMetric], abort.Token, detach).ConfigureAwait(false);
                    return (new CampaignEvent.WarmUpRoundEnded(warmUp.Side, warming.Result.Measurement.Values.GetValueOrDefault(WarmUpMetric.Text)), warming);
                case CampaignStep.RunRound run:
                    var scored = await RunAsync(plan.Scored(run.Id, platform.AddressOf(run.Id.Side)), plan.Metrics, abort.Token, detach).ConfigureAwait(false);
                    return (new CampaignEvent.RoundEnded(run.Id, scored.Result.Measurement, await platform.TargetChangesAsync(state, detach).ConfigureAwait(false)), scored);
                case CampaignStep.Profile profile:
                    return await ProfileAsync(profile, state, abort.Token, detach).ConfigureAwait(false);
                default:
                    throw new InvalidOperationException($"no way to carry out {decision.Step}");
            }
        }
        catch (TargetUnavailableException exception)
        {
            return (new CampaignEvent.TargetUnavailable(OthersWords.Cut(exception.Message)), null);
        }
        catch (GeneratorLostException exception) when (!any.IsCancellationRequested)
        {
            var message = OthersWords.Cut(await platform.ExplainAsync(exception, detach).ConfigureAwait(false));
            return (
                decision.Step switch
                {
                    CampaignStep.StartGenerators => new CampaignEvent.GeneratorsFailed(message),
                    CampaignStep.RunRound run => new CampaignEvent.RoundLost(run.Id, message),
                    CampaignStep.Profile profile => new CampaignEvent.ProfileTaken(new ProfileRecord(profile.Pair, profile.Side, null, message)),
                    _ => new CampaignEvent.LostInWarmUp(message),
                },
                null);
        }
        catch (GeneratorLostException exception) when (detach.IsCancellationRequested)
        {
            throw new OperationCanceledException("detached", exception, detach);
        }
        catch (Exception exception) when (exception is OperationCanceledException or GeneratorLostException && !detach.IsCancellationRequested)
        {
            return (
                interruption.IsCancellationRequested ? new CampaignEvent.Interrupted("stopped by a signal")
                    : decision.Step is CampaignStep.Profile profile ? new CampaignEvent.ProfileTaken(new ProfileRecord(profile.Pair, profile.Side, null, "the profiled round did not end"))
                    : new CampaignEvent.GaveUp((decision.Step as CampaignStep.RunRound)?.Id, decision.GiveUpAt),
                null);
        }
    }

    private async Task<EndedRound> RunAsync(RoundPlan round, IReadOnlyList<MetricName> metrics, CancellationToken abort, CancellationToken detach) =>
        new(round, await platform.Fleet.RunAsync(round, metrics, observer.RoundIsUnderWay, abort, detach).ConfigureAwait(false));

    /// <summary>A profile is taken while its round runs. Trouble with the profile leaves the round as it is.</summary>
    private async Task<(CampaignEvent Happened, EndedRound? Round)> ProfileAsync(CampaignStep.Profile step, CampaignState state, CancellationToken abort, CancellationToken detach)
    {
        var profiler = platform.Profiler ?? throw new InvalidOperationException("this platform takes no profiles");
        // Whoever lets go of the campaign does not wait for a profiler.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, detach);
        var (round, trouble, target) = await profiler.CaptureAsync(step, () => RunAsync(plan.Profiled(step, platform.AddressOf(step.Side)), plan.Metrics, abort, detach), either.Token).ConfigureAwait(false);
        // What was profiled is what was measured, or nothing.
        if (trouble is null && await platform.TargetChangesAsync(state, detach).ConfigureAwait(false) is [var changed, ..]) trouble = $"the target changed while it was profiled: {changed.Message}";
        return (new CampaignEvent.ProfileTaken(new ProfileRecord(step.Pair, step.Side, round?.Result.Measurement, trouble is null ? null : OthersWords.Cut(trouble)) { Target = target ?? new Dictionary<string, double>() }), round);
    }

    private static TimeSpan TimerFor(TimeSpan time) => time > LongestTimer ? LongestTimer : time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1);
}
