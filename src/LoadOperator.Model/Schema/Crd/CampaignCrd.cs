using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The CustomResourceDefinition of <see cref="LoadCampaign"/>, made from the types.</summary>
public static class CampaignCrd
{
    /// <summary>Longest name of a campaign: its pods add to it, and a label's value takes 63 characters.</summary>
    public const int LongestName = 52;

    private const string Plural = "loadcampaigns";

    /// <summary>The phases in which a new spec disturbs no measurement.</summary>
    private static readonly Phase[] Editable = [Phase.Pending, Phase.Completed, Phase.Failed];

    private static readonly string[] AlwaysEditable = ["suspend", "ttlSecondsAfterFinished"];

    public static JsonObject Create() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{Plural}.{LoadCampaign.ApiGroup}" },
        ["spec"] = new JsonObject
        {
            ["group"] = LoadCampaign.ApiGroup,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject
            {
                ["kind"] = LoadCampaign.KindName,
                ["listKind"] = LoadCampaign.KindName + "List",
                ["plural"] = Plural,
                ["singular"] = "loadcampaign",
                ["shortNames"] = new JsonArray("lc"),
                ["categories"] = new JsonArray("loadoperator"),
            },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = LoadCampaign.Version,
                ["served"] = true,
                ["storage"] = true,
                ["additionalPrinterColumns"] = Columns(),
                ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema() },
            }),
        },
    };

    private static JsonObject Schema() => new()
    {
        ["description"] = DescriptionOf(typeof(LoadCampaign)),
        ["type"] = "object",
        ["required"] = new JsonArray("spec"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = "The API's group and version.", ["type"] = "string" },
            ["kind"] = new JsonObject { ["description"] = "The object's kind.", ["type"] = "string" },
            ["metadata"] = new JsonObject { ["type"] = "object" },
            ["spec"] = Described(nameof(LoadCampaign.Spec), new TypeSchema(withDefaults: true).Of(typeof(LoadCampaignSpec))),
            ["status"] = Described(nameof(LoadCampaign.Status), new TypeSchema(withDefaults: false).Of(typeof(LoadCampaignStatus))),
        },
        ["x-kubernetes-validations"] = new JsonArray(
            Rule($"size(self.metadata.name) <= {LongestName}", $"metadata.name may have up to {LongestName} characters, as the names of pods add to it"),
            Rule(SpecLock, "spec may not change while a run is under way, save suspend and ttlSecondsAfterFinished: wait for its end, or delete the campaign")),
    };

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

    private static JsonObject Rule(string cel, string message) => new() { ["rule"] = cel, ["message"] = message };

    private static JsonArray Columns() => new(
        Column("Phase", ".status.phase", "Where the campaign stands."),
        Column("Verdict", ".status.verdict", "The answer."),
        Column("Delta", ".status.headline.delta", "By how much the deciding metric differs."),
        Column("P", ".status.headline.pValue", "Its p value."),
        Column("Rounds", ".status.headline.rounds", "Scored rounds per side, of those planned."),
        Column("Against", ".status.headline.against", "What the candidate is compared with."),
        Column("Severity", ".status.severity", "How urgently a person should look.", priority: 1),
        Column("Summary", ".status.summary", "The answer in one sentence.", priority: 1),
        new JsonObject { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" });

    private static JsonObject Column(string name, string path, string description, int priority = 0)
    {
        var column = new JsonObject { ["name"] = name, ["type"] = "string", ["jsonPath"] = path, ["description"] = description };
        if (priority > 0) column["priority"] = priority;
        return column;
    }

    private static JsonObject Described(string property, JsonObject schema)
    {
        var described = new JsonObject { ["description"] = DescriptionOf(typeof(LoadCampaign).GetProperty(property)!) };
        foreach (var (name, value) in schema) described[name] = value?.DeepClone();
        return described;
    }

    private static string? DescriptionOf(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()?.Description;
}
