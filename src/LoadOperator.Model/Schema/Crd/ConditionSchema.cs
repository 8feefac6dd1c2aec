using System.Text.Json.Nodes;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The schema of a condition, with the bounds that meta/v1 gives it.</summary>
internal static class ConditionSchema
{
    public static JsonObject Create() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["type"] = Text("What the condition speaks of.", 316),
            ["status"] = new JsonObject { ["description"] = "True, False or Unknown.", ["type"] = "string", ["enum"] = new JsonArray("True", "False", "Unknown") },
            ["reason"] = Text("Why, in one word for programs.", 1024),
            ["message"] = Text("Why, in a sentence.", 32768),
            ["lastTransitionTime"] = new JsonObject { ["description"] = "When the status last changed.", ["type"] = "string", ["format"] = "date-time" },
            ["observedGeneration"] = new JsonObject { ["description"] = "The generation of the spec that it speaks of.", ["type"] = "integer", ["format"] = "int64" },
        },
        ["required"] = new JsonArray("type", "status", "reason", "message", "lastTransitionTime"),
    };

    private static JsonObject Text(string description, int longest) => new() { ["description"] = description, ["type"] = "string", ["maxLength"] = longest };
}
