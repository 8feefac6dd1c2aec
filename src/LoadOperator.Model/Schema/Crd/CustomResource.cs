using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>A kind of this API, namespaced, and what its CustomResourceDefinition says beyond the fields of its type.</summary>
/// <param name="Type">The kind: with a spec, and a status where it has one.</param>
/// <param name="ShortNames">What kubectl also takes.</param>
/// <param name="Columns">What <c>kubectl get</c> prints.</param>
/// <param name="Rules">Rules over the whole object.</param>
internal sealed record CustomResource(Type Type, IReadOnlyList<string> ShortNames, JsonArray Columns, JsonArray Rules)
{
    private const string Spec = "spec";
    private const string Status = "status";

    /// <summary>The CustomResourceDefinition.</summary>
    public JsonObject Definition()
    {
        var kind = Type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var names = new JsonObject
        {
            ["kind"] = kind.Kind,
            ["listKind"] = kind.Kind + "List",
            ["plural"] = kind.PluralName,
            ["singular"] = kind.Kind.ToLowerInvariant(),
        };
        if (ShortNames.Count > 0) names["shortNames"] = new JsonArray([.. ShortNames.Select(n => (JsonNode)n)]);
        names["categories"] = new JsonArray("loadoperator");
        var version = new JsonObject { ["name"] = kind.ApiVersion, ["served"] = true, ["storage"] = true, ["additionalPrinterColumns"] = Columns };
        if (Has(nameof(LoadCampaign.Status))) version["subresources"] = new JsonObject { [Status] = new JsonObject() };
        version["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema() };
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{kind.PluralName}.{kind.Group}" },
            [Spec] = new JsonObject { ["group"] = kind.Group, ["scope"] = "Namespaced", ["names"] = names, ["versions"] = new JsonArray(version) },
        };
    }

    public static JsonObject Rule(string cel, string message) => new() { ["rule"] = cel, ["message"] = message };

    public static JsonObject Column(string name, string path, string description, int priority = 0, string type = "string")
    {
        var column = new JsonObject { ["name"] = name, ["type"] = type, ["jsonPath"] = path, ["description"] = description };
        if (priority > 0) column["priority"] = priority;
        return column;
    }

    public static JsonObject AgeColumn() => new() { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" };

    private JsonObject Schema()
    {
        var properties = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = "The API's group and version.", ["type"] = "string" },
            ["kind"] = new JsonObject { ["description"] = "The object's kind.", ["type"] = "string" },
            ["metadata"] = new JsonObject { ["type"] = "object" },
            [Spec] = Part(nameof(LoadCampaign.Spec), withDefaults: true),
        };
        if (Has(nameof(LoadCampaign.Status))) properties[Status] = Part(nameof(LoadCampaign.Status), withDefaults: false);
        return new JsonObject
        {
            ["description"] = DescriptionOf(Type),
            ["type"] = "object",
            ["required"] = new JsonArray(Spec),
            ["properties"] = properties,
            ["x-kubernetes-validations"] = Rules,
        };
    }

    private bool Has(string property) => Type.GetProperty(property) is not null;

    private JsonObject Part(string name, bool withDefaults)
    {
        var property = Type.GetProperty(name)!;
        var described = new JsonObject { ["description"] = DescriptionOf(property) };
        foreach (var (field, value) in new TypeSchema(withDefaults).Of(property.PropertyType)) described[field] = value?.DeepClone();
        return described;
    }

    private static string? DescriptionOf(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()?.Description;
}
