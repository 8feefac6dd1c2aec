using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>The scenarios and steps that metrics and objectives name.</summary>
internal static class ScopeReferences
{
    public static IEnumerable<Reference> Of(LoadCampaignSpec spec) =>
        Of("analysis.metrics", spec.Analysis.Metrics ?? [], spec.Workload.EffectiveScenarios).Concat(Of("objectives", spec.Objectives, spec.Workload.EffectiveScenarios));

    private static IEnumerable<Reference> Of(string list, IReadOnlyList<IScoped> scoped, IReadOnlyList<Scenario> scenarios)
    {
        for (var i = 0; i < scoped.Count; i++)
        {
            if (scoped[i].Scenario is { } scenario) yield return new Reference($"{list}[{i}].scenario", scenario, [.. scenarios.Select(s => s.Name)]);
            if (scoped[i].Step is { } step)
                yield return new Reference($"{list}[{i}].step", step, [.. scenarios.Where(s => scoped[i].Scenario is not { } only || only == s.Name).SelectMany(s => s.Steps).Select(s => s.Name).Distinct()]);
        }
    }
}
