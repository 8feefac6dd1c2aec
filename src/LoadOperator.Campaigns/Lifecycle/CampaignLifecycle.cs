using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Lifecycle;

/// <summary>The campaign's life as one pure function. Hosts carry its steps out and decide nothing.</summary>
public static class CampaignLifecycle
{
    /// <summary>What to do next.</summary>
    public static Decision Next(CampaignPlan plan, CampaignState state, DateTimeOffset now)
    {
        var deadline = state.DeadlineOf(plan);
        if (state.IsPublished) return new Decision(state.Failure is null ? Phase.Completed : Phase.Failed, new CampaignStep.Finish(), deadline);
        if (now < deadline && NextProfile(plan, state) is { } profile) return Preparation(plan, state, now, deadline) ?? new Decision(Phase.Analyzing, profile, Earlier(deadline, now + plan.ProfileTimeout));
        if (IsDecided(plan, state)) return new Decision(Phase.Analyzing, new CampaignStep.Publish(null), DateTimeOffset.MaxValue);
        if (FailureOf(plan, state, now, deadline) is { } failure) return new Decision(Phase.Analyzing, new CampaignStep.Publish(failure), DateTimeOffset.MaxValue);
        return Preparation(plan, state, now, deadline) ?? new Decision(Phase.Running, new CampaignStep.RunRound(NextRound(plan, state)!.Value), Earlier(deadline, now + plan.RoundTimeout));
    }

    /// <summary>The profile that is to be taken now that the verdict stands; null where there is none, or it does not stand yet.</summary>
    internal static CampaignStep.Profile? NextProfile(CampaignPlan plan, CampaignState state) => IsDecided(plan, state) ? ProfileRounds.Next(plan, state) : null;

    /// <summary>What a round needs first, scored or profiled; null where all is there.</summary>
    private static Decision? Preparation(CampaignPlan plan, CampaignState state, DateTimeOffset now, DateTimeOffset deadline)
    {
        if (state.Generators.Count == 0) return new Decision(Phase.Preparing, new CampaignStep.StartGenerators(), Earlier(deadline, now + plan.GeneratorStartTimeout));
        foreach (var side in plan.Sides)
        {
            var seconds = state.WarmUpOf(side);
            if (!SteadyState.IsOver(seconds))
                return new Decision(Phase.Preparing, new CampaignStep.WarmUp(side, seconds.Count + 1), Earlier(deadline, now + plan.RoundTimeout));
        }

        return null;
    }

    /// <summary>Whether no further round can change the verdict: all have been run, a look decided early, the control has had an outage, or what is measured is not what it should be.</summary>
    private static bool IsDecided(CampaignPlan plan, CampaignState state) =>
        // What profiles say of the target may leave the verdict open: more scored rounds would say nothing of that.
        state.Profiles.Count > 0 || NextRound(plan, state) is null || Extension.IsNeedless(plan, state) || History.IsFutile(plan, state) || Outage.FirstOf(Side.Control, plan, state) is not null
        || state.Environment is { Differences.Count: > 0 } || state.TargetChanges.Count > 0;

    private static Failure? FailureOf(CampaignPlan plan, CampaignState state, DateTimeOffset now, DateTimeOffset deadline)
    {
        if (state.Failure is { } failure) return failure;
        if (now >= deadline) return new Failure(Failure.DeadlineExceeded, $"the campaign had not ended after activeDeadlineSeconds: {plan.Spec.ActiveDeadlineSeconds}");
        var budget = plan.Spec.Rounds.MaxDiscarded;
        if (state.Discarded - state.SuspendedPairs > budget)
            return new Failure(Failure.DiscardBudgetSpent, $"{state.Discarded - state.SuspendedPairs} pairs were discarded, rounds.maxDiscarded allows {budget}; the last because {string.Join("; ", state.Rounds.Last(r => !r.IsValid).InvalidReasons)}");
        return state.LossesOutsideRounds > budget
            ? new Failure(Failure.DiscardBudgetSpent, $"generators failed {state.LossesOutsideRounds} times before a scored round, rounds.maxDiscarded allows {budget}{(state.LastLoss is { } last ? $"; the last time because {last}" : "")}")
            : null;
    }

    /// <summary>The first round of the first pair that is not complete; null when all are.</summary>
    internal static RoundId? NextRound(CampaignPlan plan, CampaignState state)
    {
        var byPair = state.Rounds.ToLookup(r => r.Id.Pair);
        for (var pair = 1; pair <= plan.Pairs; pair++)
        {
            var attempt = byPair[pair].Where(r => !r.IsValid).Select(r => r.Id.Attempt).DefaultIfEmpty(0).Max() + 1;
            var done = byPair[pair].Where(r => r.Id.Attempt == attempt).Select(r => r.Id.Side).ToHashSet();
            foreach (var side in plan.Order[pair - 1])
                if (!done.Contains(side)) return new RoundId(pair, attempt, side);
        }

        return null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
