using System.Text.Json.Nodes;

namespace LoadOperator.Integration.Tests.Crds;

/// <summary>The shortest valid campaign, and what becomes of it when one field is changed.</summary>
internal static class CampaignManifest
{
    public static JsonObject Valid(string name = "valid") => JsonNode.Parse($$$"""
        {
          "apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": { "name": "{{{name}}}" },
          "spec": {
            "candidate": { "service": { "name": "orders-canary", "port": 8080 } },
            "comparison": { "control": { "service": { "name": "orders-stable", "port": 8080 } } },
            "workload": { "http": { "path": "/v1/orders" } },
            "load": { "inject": { "rate": 500, "during": "30s" } }
          }
        }
        """)!.AsObject();

    /// <param name="path">The field, such as <c>spec.load.inject.rate</c>; objects on the way are made where they are missing.</param>
    /// <param name="json">Its value; null takes the field away.</param>
    public static JsonObject With(string path, string? json)
    {
        var root = Valid();
        var names = path.Split('.');
        var target = root;
        foreach (var name in names[..^1]) target = (JsonObject)(target[name] ??= new JsonObject());
        if (json is null) target.Remove(names[^1]);
        else target[names[^1]] = JsonNode.Parse(json);
        return root;
    }
}
