using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadOperator.Runtime.Api;

/// <summary>JSON merge patches (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>What turns one object into the other: changed fields, and null for those that are gone. Null where nothing differs. Lists are replaced whole.</summary>
    public static JsonObject? Between(JsonElement? from, JsonElement to)
    {
        var patch = new JsonObject();
        foreach (var field in to.EnumerateObject())
        {
            JsonElement before = default;
            var existed = from is { ValueKind: JsonValueKind.Object } old && old.TryGetProperty(field.Name, out before);
            if (!existed) patch[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            else if (before.ValueKind == JsonValueKind.Object && field.Value.ValueKind == JsonValueKind.Object)
            {
                if (Between(before, field.Value) is { } inner) patch[field.Name] = inner;
            }
            else if (!JsonElement.DeepEquals(before, field.Value)) patch[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        }

        if (from is { ValueKind: JsonValueKind.Object } all)
            foreach (var field in all.EnumerateObject())
                if (!to.TryGetProperty(field.Name, out _)) patch[field.Name] = null;
        return patch.Count == 0 ? null : patch;
    }
}
