using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Lifecycle;

/// <summary>Which rounds are profiled: after all that are scored, so that no profile can touch a verdict.</summary>
internal static class ProfileRounds
{
    /// <summary>The next profile of a campaign whose verdict stands; null where none is wanted, or there is no use in more.</summary>
    internal static CampaignStep.Profile? Next(CampaignPlan plan, CampaignState state)
    {
        if (plan.Spec.Profiling is not { } profiling || !plan.HasControl || state.Failure is not null) return null;
        var taken = state.Profiles.Count;
        if (taken >= 2 * profiling.Profiles || state.Profiles.Any(p => p.Trouble is not null)) return null;
        if (taken == 0 && !IsWanted(plan.Spec.Comparison.Verifies is null ? profiling.When : ProfilingTime.Always, CampaignVerdict.Of(plan, state, null).Verdict)) return null;
        // Two neighbours are a pair, and each side comes first equally often, as with scored rounds.
        var (pair, isFirst) = (taken / 2, taken % 2 == 0);
        return new CampaignStep.Profile(pair + 1, isFirst == (pair % 2 == 0) ? Side.Control : Side.Candidate) { Anew = state.TakenUpAt };
    }

    private static bool IsWanted(ProfilingTime when, Verdict verdict) => verdict == Verdict.Regression || (when == ProfilingTime.Always && verdict != Verdict.Invalid);
}
