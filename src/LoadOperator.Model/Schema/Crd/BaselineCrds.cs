using System.Text.Json.Nodes;
using LoadOperator.Model.Baselines;
using static LoadOperator.Model.Schema.Crd.CustomResource;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The CustomResourceDefinitions of <see cref="Baseline"/> and <see cref="BaselineRevision"/>, made from the types.</summary>
public static class BaselineCrds
{
    public static JsonObject Baseline() => new CustomResource(
        typeof(Baseline),
        [Baselines.Baseline.ShortName],
        new JsonArray(
            Column("Samples", ".status.samples", "Rounds of the newest revision.", type: "integer"),
            Column("Revisions", ".status.revisionCount", "Measurements that are kept.", type: "integer"),
            Column("From", ".status.from", "The campaign that the newest revision comes from."),
            Column("Ready", """.status.conditions[?(@.type=="Ready")].status""", "Whether candidates can be compared with it."),
            Column("Stale", """.status.conditions[?(@.type=="Stale")].status""", "Whether the newest revision is older than maxAge.", priority: 1),
            Column("Drifted", """.status.conditions[?(@.type=="Drifted")].status""", "Whether the newest revision is slower than the pinned one.", priority: 1),
            AgeColumn()),
        new JsonArray(Rule($"size(self.metadata.name) <= {Baselines.Baseline.LongestName}", $"metadata.name may have up to {Baselines.Baseline.LongestName} characters, as the names of revisions add to it"))).Definition();

    public static JsonObject Revision() => new CustomResource(
        typeof(BaselineRevision),
        [],
        new JsonArray(
            Column("Baseline", ".metadata.ownerReferences[0].name", "The baseline that it belongs to."),
            Column("Revision", ".spec.revision", "Its number.", type: "integer"),
            Column("From", ".spec.campaign", "The campaign whose candidate was measured."),
            Column("Verdict", ".spec.verdict", "What that campaign said of it."),
            Column("Measured", ".spec.startTime", "When that campaign began.", type: "date"),
            AgeColumn()),
        // A server without rules lets it change: there the operator knows it by its digest.
        new JsonArray(Rule("self.spec == oldSelf.spec", "spec may not change: a measurement is what was measured. Delete the revision, or add another"))).Definition();
}
