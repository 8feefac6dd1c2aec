using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using k8s.Models;
using LoadOperator.Model.Schema;

namespace LoadOperator.Integration.Tests.Crds;

/// <summary>Some value of a type in which no field is missing, as JSON.</summary>
internal static class SampleValue
{
    /// <summary>One of them has the format that a field asks for.</summary>
    private static readonly string[] Texts = ["text", "latency.p95", "http://127.0.0.1:8080"];

    public static JsonNode Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(int) || type == typeof(long)) return 7;
        if (type == typeof(double)) return 0.0625;
        if (type == typeof(DateTimeOffset)) return "2026-01-02T03:04:05.6789+00:00";
        if (type == typeof(Model.Duration)) return "90s";
        if (type.IsEnum) return JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type)!;
        if (type == typeof(V1Condition)) return JsonNode.Parse("""{"type": "Ready", "status": "True", "reason": "R", "message": "m", "lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": 1}""")!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return new JsonArray(Of(type.GetGenericArguments()[0]));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return new JsonObject { ["key"] = Of(type.GetGenericArguments()[1]) };
        return new JsonObject(type.GetProperties()
            .Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(p.Name), (JsonNode?)Of(p))));
    }

    private static JsonNode Of(PropertyInfo property) =>
        property.GetCustomAttribute<FormatAttribute>() is { } format ? Texts.First(text => Regex.IsMatch(text, format.Pattern)) : Of(property.PropertyType);
}
