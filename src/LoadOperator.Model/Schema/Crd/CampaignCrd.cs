using System.Text.Json.Nodes;
using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Model.Schema.Crd.CustomResource;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The CustomResourceDefinition of <see cref="LoadCampaign"/>, made from the types.</summary>
public static class CampaignCrd
{
    /// <summary>Longest name of a campaign: its pods add to it, and a label's value takes 63 characters.</summary>
    public const int LongestName = 52;

    /// <summary>The phases in which a new spec disturbs no measurement.</summary>
    private static readonly Phase[] Editable = [Phase.Pending, Phase.Completed, Phase.Failed];

    private static readonly string[] AlwaysEditable = ["suspend", "ttlSecondsAfterFinished"];

    public static JsonObject Create() => new CustomResource(
        typeof(LoadCampaign),
        ["lc"],
        Columns(),
        new JsonArray(
            Rule($"size(self.metadata.name) <= {LongestName}", $"metadata.name may have up to {LongestName} characters, as the names of pods add to it"),
            Rule(SpecLock, "spec may not change while a run is under way, save suspend and ttlSecondsAfterFinished: wait for its end, or delete the campaign"))).Definition();

    /// <summary>The spec is as it was, but for what may change, or no run is under way.</summary>
    private static string SpecLock
    {
        get
        {
            var editable = $"!has(oldSelf.status) || !has(oldSelf.status.phase) || oldSelf.status.phase in [{string.Join(", ", Editable.Select(phase => $"'{phase}'"))}] || (oldSelf.status.phase == '{Phase.Suspended}' && !has(oldSelf.status.startTime))";
            var same = Fields.Of(typeof(LoadCampaignSpec)).Select(f => f.Name).Except(AlwaysEditable)
                .Select(name => $"has(self.spec.{name}) == has(oldSelf.spec.{name}) && (!has(self.spec.{name}) || self.spec.{name} == oldSelf.spec.{name})");
            return $"{editable} || ({string.Join(" && ", same)})";
        }
    }

    private static JsonArray Columns() => new(
        Column("Phase", ".status.phase", "Where the campaign stands."),
        Column("Verdict", ".status.verdict", "The answer."),
        Column("Delta", ".status.headline.delta", "By how much the deciding metric differs."),
        Column("P", ".status.headline.pValue", "Its p value."),
        Column("Rounds", ".status.headline.rounds", "Scored rounds per side, of those planned."),
        Column("Against", ".status.headline.against", "What the candidate is compared with."),
        Column("Severity", ".status.severity", "How urgently a person should look.", priority: 1),
        Column("Summary", ".status.summary", "The answer in one sentence.", priority: 1),
        AgeColumn());
}
