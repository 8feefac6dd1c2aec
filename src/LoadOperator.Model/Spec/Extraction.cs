using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>A part of a step's answer that later steps of the same scenario use.</summary>
public sealed record Extraction : IHasRules<Extraction>
{
    [Description("The variable's name: later steps of the scenario write {{name}}.")]
    [Length(1, 63)]
    [Format(VariableName.Pattern, VariableName.Allowed)]
    public required string Name { get; init; }

    [Description("Where the value stands in the answer. An answer without it ends the scenario, as an error of the kind extract-NAME.")]
    public required ExtractionSource From { get; init; }

    public static IReadOnlyList<Rule<Extraction>> Rules { get; } =
    [
        new("name", VariableName.NotReserved, VariableName.NotReservedInCel, extraction => !VariableName.IsReserved(extraction.Name)),
    ];
}

public sealed record ExtractionSource : IHasRules<ExtractionSource>
{
    [Description("A value in a body of JSON, or in the message of a gRPC call as JSON, by a singular query of JSONPath (RFC 9535) such as $.items[0].id: text without its quotes, everything else as it stands there; null is none.")]
    [Length(1, 512)]
    [Format(JsonPathText.Pattern, JsonPathText.Allowed)]
    public string? JsonPath { get; init; }

    [Description("The value of a header; of a gRPC call, of its metadata.")]
    [Length(1, 256)]
    [Format(HeaderName.Pattern, HeaderName.AllowedNames)]
    public string? Header { get; init; }

    [Description("The first match in the body, or in the header's value: of its first group where it has one, otherwise the whole.")]
    [Length(1, 1024)]
    public string? Regex { get; init; }

    public static IReadOnlyList<Rule<ExtractionSource>> Rules { get; } =
    [
        new("", "needs either jsonPath, or header, regex or both", "has(self.jsonPath) != (has(self.header) || has(self.regex))", source => source.JsonPath is not null != (source.Header is not null || source.Regex is not null)),
        new("regex", RegexText.Allowed, Schema.Rules.NotInCel, source => RegexText.IsValid(source.Regex)),
    ];
}
