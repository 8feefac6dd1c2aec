using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Schema.OpenApi;

/// <summary>The contract with a generator as an OpenAPI 3.1 document, from the types that go over the wire.</summary>
public static class ContractDocument
{
    public const string FileName = "generator-contract.openapi.json";

    private static readonly Type[] Components = [typeof(RoundPlan), typeof(RoundReport), typeof(GeneratorInfo), typeof(GeneratorHealth), typeof(ClockReading), typeof(BodyExpectation)];

    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    private static readonly JsonSerializerOptions Json = new(ModelJson.Indented) { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), RespectRequiredConstructorParameters = true };

    public static string Create() => new JsonObject
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "The contract with a generator",
            ["version"] = GeneratorContract.Version,
            ["description"] = "HTTP and JSON over mutual TLS. What requests and answers mean stands in generator-contract.md; `loadctl conformance` tries a generator against it.",
        },
        ["paths"] = new JsonObject
        {
            [GeneratorContract.InfoPath] = new JsonObject { ["get"] = Operation("What the generator is.", Answer("200", "The generator.", typeof(GeneratorInfo))) },
            [GeneratorContract.ClockPath] = new JsonObject { ["get"] = Operation("What the generator's wall clock shows.", Answer("200", "The clock.", typeof(ClockReading))) },
            [$"{GeneratorContract.RoundsPath}/{{id}}"] = new JsonObject
            {
                ["parameters"] = new JsonArray(new JsonObject { ["name"] = "id", ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } }),
                ["put"] = Operation("Plans a round. Harmless when repeated.", Answer("202", "Planned, now or before.", typeof(RoundReport)), Problem("400", "The plan is wrong, or its start is more than a second past."), Problem("409", "Another round is under way."))
                    .With("requestBody", new JsonObject { ["required"] = true, ["content"] = Content("application/json", Reference(typeof(RoundPlan))) }),
                ["get"] = Operation("The round's report: what is known so far, and everything once it has ended.", Answer("200", "The report.", typeof(RoundReport)), Problem("404", "No such round.")),
                ["delete"] = Operation("Ends the round if need be, and forgets it.", Answer("200", "The last report.", typeof(RoundReport)), Problem("404", "No such round.")),
            },
        },
        ["components"] = new JsonObject
        {
            ["schemas"] = new JsonObject(
            [
                .. Components.Select(type => KeyValuePair.Create(type.Name, (JsonNode?)Json.GetJsonSchemaAsNode(type, Exporter))),
                KeyValuePair.Create("Problem", (JsonNode?)new JsonObject { ["type"] = "object", ["description"] = "RFC 9457.", ["properties"] = new JsonObject { ["title"] = Text(), ["status"] = new JsonObject { ["type"] = "integer" }, ["detail"] = Text() } }),
            ]),
        },
    }.ToJsonString(ModelJson.Indented) + "\n";

    private static JsonObject Operation(string summary, params KeyValuePair<string, JsonNode?>[] answers) => new() { ["summary"] = summary, ["responses"] = new JsonObject(answers) };

    private static KeyValuePair<string, JsonNode?> Answer(string status, string what, Type type) => new(status, new JsonObject { ["description"] = what, ["content"] = Content("application/json", Reference(type)) });

    private static KeyValuePair<string, JsonNode?> Problem(string status, string what) => new(status, new JsonObject { ["description"] = what, ["content"] = Content("application/problem+json", new JsonObject { ["$ref"] = "#/components/schemas/Problem" }) });

    private static JsonObject Content(string mediaType, JsonNode schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Reference(Type type) => new() { ["$ref"] = $"#/components/schemas/{type.Name}" };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject With(this JsonObject operation, string name, JsonNode value)
    {
        operation[name] = value;
        return operation;
    }

    /// <summary>Components are referred to by name, fields carry their descriptions, and durations their pattern.</summary>
    private static JsonObject Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (!context.Path.IsEmpty && Components.Contains(type)) return Reference(type);
        var described = schema as JsonObject ?? [];
        if (type == typeof(Duration)) described = new JsonObject { ["type"] = "string", ["pattern"] = Duration.Pattern };
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute description]) described["description"] = description.Description;
        return described;
    }
}
