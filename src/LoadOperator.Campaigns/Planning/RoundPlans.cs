using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Planning;

/// <summary>What generators are asked to do in each kind of round. Share and start are the host's to fill in.</summary>
public static class RoundPlans
{
    private static readonly Duration WarmUpRound = Duration.FromSeconds(1);

    /// <summary>A scored round.</summary>
    public static RoundPlan Scored(this CampaignPlan plan, RoundId id, TargetAddress target) =>
        Base(plan, id.ToString(), target, plan.ArrivalSeed(id.Pair)) with { WarmUp = plan.Spec.Load.WarmUp };

    /// <summary>One second of the first simulation, unscored.</summary>
    /// <param name="number">Counts the side's warm-up rounds, over all restarts of generators.</param>
    public static RoundPlan Warming(this CampaignPlan plan, Side side, int number, TargetAddress target)
    {
        var second = plan.Spec.Load.EffectiveSimulations[0].WarmUp(WarmUpRound);
        // At least one arrival, also where the campaign's own come less often than once a second.
        if (second.Inject is { } inject) second = new Simulation { Inject = inject with { Rate = Math.Max(1, inject.Rate) } };
        var name = side == Side.Control ? "control" : "candidate";
        return Base(plan, $"warm-up-{name}-{number}", target, plan.ArrivalSeed(-number)) with { Simulations = [second] };
    }

    /// <summary>A round to profile: as a scored one, and where its load is one rate or one number of users, long enough for a whole trace.</summary>
    public static RoundPlan Profiled(this CampaignPlan plan, CampaignStep.Profile step, TargetAddress target)
    {
        var round = Base(plan, step.Id, target, plan.ArrivalSeed(plan.Pairs + step.Pair)) with { WarmUp = plan.Spec.Load.WarmUp };
        if (round.Simulations is not [var only] || plan.Spec.Profiling is not { } profiling) return round;
        var during = profiling.LongEnough;
        return only switch
        {
            { Inject: { } inject } when inject.During < during => round with { Simulations = [only with { Inject = inject with { During = during } }] },
            { KeepConstant: { } constant } when constant.During < during => round with { Simulations = [only with { KeepConstant = constant with { During = during } }] },
            _ => round,
        };
    }

    private static RoundPlan Base(CampaignPlan plan, string id, TargetAddress target, long seed) => new()
    {
        Id = id,
        Target = target,
        Scenarios = plan.Spec.Workload.EffectiveScenarios,
        Simulations = plan.Spec.Load.EffectiveSimulations,
        Connections = plan.Spec.Load.Connections,
        Seed = seed,
        Share = Share.Whole,
        StartAt = default,
        Headers = plan.Spec.Propagation?.Headers ?? new Dictionary<string, string>(),
        Traceparent = plan.Spec.Propagation?.Traceparent,
        Variables = new Dictionary<string, string>((plan.Spec.Workload.Variables ?? []).Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Name, v.Value!))) { ["campaign"] = plan.Name, ["round"] = id },
        VariablesFromEnvironment = plan.Spec.Workload.Variables?.Where(v => v.EnvironmentName is not null).ToDictionary(v => v.Name, v => v.EnvironmentName!),
        Feeds = plan.Spec.Workload.Feeds?.Select(f => new FeedFile(f.Name, f.Strategy, f.FileName(f.ConfigMapKeyRef?.Key ?? f.File!))).ToList(),
        Protos = plan.Spec.Workload.Protos?.Select(p => p.FileName).ToList(),
    };
}
