using LoadOperator.AgentClient;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Cli.Profiles;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.LocalHost;

/// <summary>A campaign with processes on this machine and a folder for its result.</summary>
/// <param name="verified">The earlier campaign whose findings are looked at again; null where there is none.</param>
internal sealed class LocalPlatform(CampaignPlan plan, LoadCampaign campaign, LocalTargets targets, LocalWorkloadData data, ProfiledProcesses processes, LoadCampaign? verified, ResultFolder results, TimeProvider clock) : ICampaignPlatform, IAsyncDisposable
{
    private readonly LocalGenerators _generators = new(plan.Spec, data, TimeSpan.FromSeconds(plan.Spec.ActiveDeadlineSeconds), clock);

    private readonly LocalProfiler _profiler = new(plan, targets, processes, verified, results, clock);

    public IProfiler Profiler => _profiler;

    public GeneratorFleet Fleet => _generators.Fleet;

    public async Task<CampaignEvent.GeneratorsReady> StartGeneratorsAsync(CampaignState state, CancellationToken cancellation) => new(await _generators.StartAsync(cancellation));

    public TargetAddress AddressOf(Side side) => targets.Of(side);

    public Task<IReadOnlyList<TargetChange>?> TargetChangesAsync(CampaignState state, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TargetChange>?>(null);

    public Task<string> ExplainAsync(GeneratorLostException loss, CancellationToken cancellation) => Task.FromResult(loss.Message);

    /// <exception cref="IOException">The round cannot be written.</exception>
    public Task KeepAsync(CampaignState state, EndedRound? round, CancellationToken cancellation)
    {
        if (round is not null) results.WriteRound(round.Plan.Id, round.Plan.WarmUp, round.Result);
        return Task.CompletedTask;
    }

    /// <exception cref="IOException">The result cannot be written.</exception>
    public Task PublishAsync(CampaignState state, Failure? failure, CancellationToken cancellation)
    {
        var status = StatusBuilder.Ended(plan, state, failure, clock.GetUtcNow());
        campaign.Status = status with { Attribution = _profiler.Attribute(state, status) };
        results.WriteResult(campaign);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _generators.DisposeAsync();
}
