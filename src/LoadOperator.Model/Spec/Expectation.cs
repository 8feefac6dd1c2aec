using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Expectation
{
    [Description("Status codes that count as success. Without it, those from 200 to 399.")]
    [Items(1, 32)]
    [Bounds(100, 599)]
    public IReadOnlyList<int>? Status { get; init; }

    [Description("What headers of the answer must say. One that is missing or says otherwise is an error of the kind expect-header.")]
    [Items(1, 16)]
    public IReadOnlyList<HeaderExpectation>? Headers { get; init; }

    [Description("What the answer's body must hold. One that does not is an error of the kind expect-body.")]
    [Items(1, 16)]
    public IReadOnlyList<BodyExpectation>? Body { get; init; }
}

public sealed record HeaderExpectation : IHasRules<HeaderExpectation>
{
    [Description("The header's name.")]
    [Length(1, 256)]
    [Format(HeaderName.Pattern, HeaderName.AllowedNames)]
    public required string Name { get; init; }

    [Description("The whole value.")]
    [JsonPropertyName("equals")]
    [Length(0, 1024)]
    public string? EqualTo { get; init; }

    [Description("A part of the value.")]
    [Length(1, 1024)]
    public string? Contains { get; init; }

    [Description("A regular expression that matches the value, or a part of it.")]
    [Length(1, 1024)]
    public string? Regex { get; init; }

    public static IReadOnlyList<Rule<HeaderExpectation>> Rules { get; } =
    [
        new("", "needs exactly one of equals, contains and regex", "[has(self.equals), has(self.contains), has(self.regex)].filter(x, x).size() == 1",
            header => new[] { header.EqualTo, header.Contains, header.Regex }.Count(x => x is not null) == 1),
        new("regex", RegexText.Allowed, Schema.Rules.NotInCel, header => RegexText.IsValid(header.Regex)),
    ];
}

public sealed record BodyExpectation : IHasRules<BodyExpectation>
{
    [Description("A part of the body.")]
    [Length(1, 1024)]
    public string? Contains { get; init; }

    [Description("A regular expression that matches a part of the body.")]
    [Length(1, 1024)]
    public string? Regex { get; init; }

    [Description("A value in a body of JSON, by a singular query of JSONPath (RFC 9535); what it must be stands in equals.")]
    [Length(1, 512)]
    [Format(JsonPathText.Pattern, JsonPathText.Allowed)]
    public string? JsonPath { get; init; }

    [Description("With jsonPath: the value, text without its quotes, everything else as it stands in the body.")]
    [JsonPropertyName("equals")]
    [Length(0, 1024)]
    public string? EqualTo { get; init; }

    public static IReadOnlyList<Rule<BodyExpectation>> Rules { get; } =
    [
        new("", "needs exactly one of contains, regex and jsonPath", "[has(self.contains), has(self.regex), has(self.jsonPath)].filter(x, x).size() == 1",
            body => new[] { body.Contains, body.Regex, body.JsonPath }.Count(x => x is not null) == 1),
        new("equals", "goes with jsonPath, and jsonPath with equals", "has(self.equals) == has(self.jsonPath)", body => body.EqualTo is null == body.JsonPath is null),
        new("regex", RegexText.Allowed, Schema.Rules.NotInCel, body => RegexText.IsValid(body.Regex)),
    ];
}
