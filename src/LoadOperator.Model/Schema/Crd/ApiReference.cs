using System.Text;
using System.Text.Json.Nodes;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The CRDs' schemas as tables for people: one for each object, in the order in which a reader meets them.</summary>
internal static class ApiReference
{
    public static string Of(IReadOnlyList<JsonObject> crds)
    {
        var text = new StringBuilder();
        text.Append("# API reference\n\nGenerated from the CRDs by `make crds`. Do not edit. The same by `kubectl explain lc --recursive`.\n");
        foreach (var crd in crds) Kind(text, crd["spec"]!, isFirst: crd == crds[0]);
        return text.ToString();
    }

    /// <param name="isFirst">The kind that the API is about: its paths are those that a manifest of it has. Those of the others begin with the kind.</param>
    private static void Kind(StringBuilder text, JsonNode spec, bool isFirst)
    {
        var (version, names) = (spec["versions"]![0]!, spec["names"]!);
        var schema = version["schema"]!["openAPIV3Schema"]!.AsObject();
        text.Append($"\n## {names["kind"]}\n\n`apiVersion: {spec["group"]}/{version["name"]}`, namespaced{(names["shortNames"]?[0] is { } shortName ? $", short name `{shortName}`" : "")}. {schema["description"]}\n");
        Rules(text, schema);
        foreach (var part in new[] { "spec", "status" })
            if (schema["properties"]![part] is JsonObject fields) Section(text, isFirst ? part : $"{names["kind"]}.{part}", fields);
    }

    private static void Section(StringBuilder text, string path, JsonObject schema)
    {
        text.Append($"\n### {path}\n\n");
        if (schema["description"] is { } description) text.Append(description).Append("\n\n");
        text.Append("| field | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
        var required = (schema["required"] as JsonArray ?? []).Select(r => r!.GetValue<string>()).ToHashSet();
        var inner = new List<(string Path, JsonObject Schema)>();
        foreach (var (name, value) in schema["properties"]!.AsObject())
        {
            var field = value!.AsObject();
            var below = $"{path}.{name}{(field["items"] is null ? "" : "[]")}";
            var target = field["items"] as JsonObject ?? field;
            var hasFields = target["properties"] is not null;
            if (hasFields) inner.Add((below, target));
            text.Append($"| `{name}`{(required.Contains(name) ? " (required)" : "")} | {(hasFields ? $"[{TypeOf(field)}](#{Anchor(below)})" : TypeOf(field))} | {DefaultOf(field)} | {Cell(AllowedOf(field))} | {Cell(field["description"]?.ToString() ?? "")} |\n");
        }

        Rules(text, schema);
        foreach (var (innerPath, innerSchema) in inner) Section(text, innerPath, innerSchema);
    }

    private static void Rules(StringBuilder text, JsonObject schema)
    {
        foreach (var rule in schema["x-kubernetes-validations"] as JsonArray ?? []) text.Append($"\nRule: {Cell(rule!["message"]!.ToString())}.\n");
    }

    private static string TypeOf(JsonObject field) => field["x-kubernetes-int-or-string"] is not null ? "quantity"
        : field["items"] is JsonObject items ? $"list of {TypeOf(items)}"
        : field["additionalProperties"] is JsonObject values ? $"map of {TypeOf(values)}"
        : field["pattern"]?.ToString() == Duration.Pattern ? "duration"
        : field["format"]?.ToString() == "date-time" ? "time"
        : field["type"]!.ToString();

    private static string DefaultOf(JsonObject field) => field["default"] is { } given and not JsonObject ? $"`{given}`" : "";

    private static string AllowedOf(JsonObject field)
    {
        var parts = new List<string>();
        var target = field["items"] as JsonObject ?? field;
        if (target["pattern"] is { } pattern && pattern.ToString() != Duration.Pattern && target["x-kubernetes-int-or-string"] is null) parts.Add($"`{pattern}`");
        if (target["enum"] is JsonArray values) parts.Add(string.Join(", ", values.Select(v => $"`{v}`")));
        if (target["minimum"] is { } min) parts.Add($"{(target["exclusiveMinimum"] is null ? "from" : "more than")} {min} to {target["maximum"]}");
        foreach (var rule in field["type"]?.ToString() == "string" ? field["x-kubernetes-validations"] as JsonArray ?? [] : []) parts.Add(rule!["message"]!.ToString().Replace("allowed: ", "", StringComparison.Ordinal));
        if ((field["maxItems"] ?? field["maxProperties"]) is { } most) parts.Add($"{field["minItems"] ?? field["minProperties"] ?? 0} to {most} entries");
        if (field["maxLength"] is { } length && field["pattern"]?.ToString() != Duration.Pattern) parts.Add($"{field["minLength"] ?? 0} to {length} characters");
        return string.Join("; ", parts);
    }

    private static string Anchor(string path) => new([.. path.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')]);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("{{", "`{{", StringComparison.Ordinal).Replace("}}", "}}`", StringComparison.Ordinal);
}
