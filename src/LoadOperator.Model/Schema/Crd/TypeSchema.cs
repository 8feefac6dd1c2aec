using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>The OpenAPI v3 schema of a type of the model, structural as Kubernetes wants it.</summary>
/// <param name="withDefaults">Whether the API server fills in defaults: in a spec, not in a status.</param>
internal sealed class TypeSchema(bool withDefaults)
{
    /// <summary>Narrower than Kubernetes's own, as the reader of manifests is: nothing below zero, and nothing that .NET's decimals cannot hold.</summary>
    private const string QuantityPattern = @"^[0-9]{1,18}(\.[0-9]{1,9})?([eE][0-9]{1,2}|m|k|[MGTPE]i?|Ki)?$";

    private const int LongestDuration = 64;

    public JsonObject Of(Type type)
    {
        if (type == typeof(V1Condition)) return ConditionSchema.Create();
        // Kubernetes's own types: the API server itself checks them when the object that carries them is made.
        if (Fields.IsObject(type) && type.Assembly != typeof(TypeSchema).Assembly) return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        if (Fields.ElementOf(type) is { } element) return new JsonObject { ["type"] = "array", ["items"] = Of(element) };
        if (Fields.ValueOf(type) is { } value) return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value) };
        return Fields.IsObject(type) ? OfObject(type) : OfScalar(type);
    }

    private JsonObject OfObject(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var sample = Activator.CreateInstance(type)!;
        foreach (var field in Fields.Of(type))
        {
            properties[field.Name] = OfField(field, sample);
            if (field.IsRequired) required.Add(field.Name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        if (CelRules.Of(type) is { Count: > 0 } rules) schema["x-kubernetes-validations"] = rules;
        return schema;
    }

    private JsonObject OfField(Field field, object sample)
    {
        var schema = new JsonObject { ["description"] = field.Property.GetCustomAttribute<DescriptionAttribute>()?.Description };
        foreach (var (name, value) in Of(field.Type)) schema[name] = value?.DeepClone();
        if (schema["type"]?.GetValue<string>() == "array") schema["x-kubernetes-list-type"] = field.Type == typeof(IReadOnlyList<V1Condition>) ? "map" : "atomic";
        if (field.Type == typeof(IReadOnlyList<V1Condition>)) schema["x-kubernetes-list-map-keys"] = new JsonArray("type");
        foreach (var attribute in field.Property.GetCustomAttributes()) Constrain(schema, attribute);
        if (withDefaults && !field.IsRequired && DefaultOf(field, sample) is { } given) schema["default"] = given;
        return schema;
    }

    private static void Constrain(JsonObject schema, Attribute attribute)
    {
        switch (attribute)
        {
            case BoundsAttribute bounds:
                var number = schema["items"] as JsonObject ?? schema;
                number["minimum"] = Number(number, bounds.Min);
                if (bounds.ExclusiveMin) number["exclusiveMinimum"] = true;
                number["maximum"] = Number(number, bounds.Max);
                break;
            case DurationBoundsAttribute bounds:
                schema["x-kubernetes-validations"] = new JsonArray(new JsonObject
                {
                    ["rule"] = $"duration(self) >= duration('{bounds.Min}') && duration(self) <= duration('{bounds.Max}')",
                    ["message"] = $"allowed: from {bounds.Min} to {bounds.Max}",
                });
                break;
            case ItemsAttribute items:
                var (min, max) = schema["type"]!.GetValue<string>() == "array" ? ("minItems", "maxItems") : ("minProperties", "maxProperties");
                if (items.Min > 0) schema[min] = items.Min;
                schema[max] = items.Max;
                break;
            case LengthAttribute length:
                if (length.Min > 0) schema["minLength"] = length.Min;
                schema["maxLength"] = length.Max;
                break;
            case FormatAttribute format:
                schema["pattern"] = format.Pattern;
                break;
        }
    }

    private static JsonValue Number(JsonObject schema, double value) =>
        schema["type"]!.GetValue<string>() == "integer" ? JsonValue.Create((long)value) : JsonValue.Create(value);

    /// <summary>What the field's initialiser gives it. Null, an empty list and an empty map need no default.</summary>
    private static JsonNode? DefaultOf(Field field, object sample)
    {
        if (field.Property.GetValue(sample) is not { } value || value is System.Collections.ICollection) return null;
        if (Fields.IsObject(field.Type)) return Fields.Of(field.Type).Any(f => f.IsRequired) ? null : new JsonObject();
        return JsonSerializer.SerializeToNode(value, value.GetType(), ModelJson.Compact);
    }

    private static JsonObject OfScalar(Type type)
    {
        if (type.IsEnum) return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. EnumValues(type).Select(v => (JsonNode)v)]) };
        if (type == typeof(Duration)) return new JsonObject { ["type"] = "string", ["maxLength"] = LongestDuration, ["pattern"] = Duration.Pattern };
        if (type == typeof(ResourceQuantity)) return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }), ["pattern"] = QuantityPattern, ["x-kubernetes-int-or-string"] = true };
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(string)) return new JsonObject { ["type"] = "string" };
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int)) return new JsonObject { ["type"] = "integer", ["format"] = "int32" };
        if (type == typeof(long)) return new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        if (type == typeof(double)) return new JsonObject { ["type"] = "number", ["format"] = "double" };
        throw new NotSupportedException($"no schema for {type.Name}");
    }

    private static IEnumerable<string> EnumValues(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name);
}
