using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Cli.Progress;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.LocalHost;

/// <summary>Carries out a campaign's steps with processes on this machine. What the next step is, the lifecycle decides.</summary>
internal sealed class LocalCampaignHost(CampaignPlan plan, LocalTargets targets, ResultFolder results, ICampaignObserver observer, TimeProvider clock) : IAsyncDisposable
{
    private static readonly MetricName WarmUpMetric = MetricName.Parse("latency.p95");

    private readonly LocalGenerators _generators = new(plan.Spec.Generator, TimeSpan.FromSeconds(plan.Spec.ActiveDeadlineSeconds), clock);
    private int _warmUpRounds;

    /// <summary>Runs the campaign to its end; an interruption is one, too.</summary>
    /// <exception cref="IOException">The result cannot be written.</exception>
    public async Task<LoadCampaignStatus> RunAsync(LoadCampaign campaign, CancellationToken interruption)
    {
        var state = new CampaignState { StartedAt = clock.GetUtcNow() };
        while (true)
        {
            var decision = CampaignLifecycle.Next(plan, state, clock.GetUtcNow());
            observer.Decided(decision, state);
            if (decision.Step is CampaignStep.Finish) return campaign.Status!;
            if (decision.Step is CampaignStep.Publish publish)
            {
                campaign.Status = StatusBuilder.Ended(plan, state, publish.Failure, clock.GetUtcNow());
                results.WriteResult(campaign);
                state = state.After(new CampaignEvent.Published(publish.Failure), plan);
                continue;
            }

            var happened = await CarryOutAsync(decision, interruption);
            state = state.After(happened, plan);
            observer.Happened(happened, state);
        }
    }

    public ValueTask DisposeAsync() => _generators.DisposeAsync();

    private async Task<CampaignEvent> CarryOutAsync(Decision decision, CancellationToken interruption)
    {
        var round = (decision.Step as CampaignStep.RunRound)?.Id;
        using var giveUp = new CancellationTokenSource(Positive(decision.GiveUpAt - clock.GetUtcNow()), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token, interruption);
        try
        {
            return decision.Step switch
            {
                CampaignStep.StartGenerators => new CampaignEvent.GeneratorsReady(await _generators.StartAsync(either.Token)),
                CampaignStep.WarmUp warmUp => await WarmUpAsync(warmUp, either.Token),
                CampaignStep.RunRound run => await RunRoundAsync(run.Id, either.Token),
                _ => throw new InvalidOperationException($"no way to carry out {decision.Step}"),
            };
        }
        catch (GeneratorLostException exception) when (!either.IsCancellationRequested)
        {
            return decision.Step switch
            {
                CampaignStep.StartGenerators => new CampaignEvent.GeneratorsFailed(exception.Message),
                CampaignStep.RunRound run => new CampaignEvent.RoundLost(run.Id, exception.Message),
                _ => new CampaignEvent.LostInWarmUp(exception.Message),
            };
        }
        catch (Exception exception) when (exception is OperationCanceledException or GeneratorLostException)
        {
            return interruption.IsCancellationRequested
                ? new CampaignEvent.Interrupted("stopped by a signal")
                : new CampaignEvent.GaveUp(round, decision.GiveUpAt);
        }
    }

    private async Task<CampaignEvent> WarmUpAsync(CampaignStep.WarmUp step, CancellationToken cancellation)
    {
        var result = await RunAsync(plan.Warming(step.Side, ++_warmUpRounds, targets.Of(step.Side)), [WarmUpMetric], cancellation);
        return new CampaignEvent.WarmUpRoundEnded(step.Side, result.Measurement.Values.GetValueOrDefault(WarmUpMetric.Text));
    }

    private async Task<CampaignEvent> RunRoundAsync(RoundId id, CancellationToken cancellation)
    {
        var result = await RunAsync(plan.Scored(id, targets.Of(id.Side)), plan.Metrics, cancellation);
        return new CampaignEvent.RoundEnded(id, result.Measurement);
    }

    private async Task<RoundResult> RunAsync(RoundPlan round, IReadOnlyList<MetricName> metrics, CancellationToken cancellation)
    {
        var fleet = _generators.Fleet;
        var result = await fleet.RunAsync(round, metrics, observer.RoundIsUnderWay, cancellation);
        results.WriteRound(round.Id, round.WarmUp, result);
        await fleet.ForgetAsync(round.Id);
        return result;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1);
}
