using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>Headers that every request of the campaign carries.</summary>
public sealed record Propagation : IHasRules<Propagation>
{
    [Description("Headers sent with every request, beside those of its step. Values may hold placeholders.")]
    [Items(0, 32)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [Description("Gives every request a trace of its own, by the header traceparent (W3C Trace Context). The slowest of those that are sampled stand in the result.")]
    public TraceSampling? Traceparent { get; init; }

    public static IReadOnlyList<Rule<Propagation>> Rules { get; } =
    [
        new("headers", Template.Allowed, Schema.Rules.NotInCel, propagation => propagation.Headers.Values.All(value => Template.ErrorIn(value) is null)),
        new("headers", HeaderName.Allowed, Schema.Rules.NotInCel, propagation => propagation.Headers.Keys.All(HeaderName.IsValid)),
        new("headers", HeaderName.AllowedValues, Schema.Rules.NotInCel, propagation => propagation.Headers.Values.All(HeaderName.IsValidValue)),
        new("headers", "may not hold traceparent beside propagation.traceparent", Schema.Rules.NotInCel, propagation => propagation.Traceparent is null || !propagation.Headers.Keys.Contains("traceparent", StringComparer.OrdinalIgnoreCase)),
    ];
}

public sealed record TraceSampling
{
    [Description("How many percent of the requests ask the target to record their trace. Which ones is drawn from the round's seed: the same on both sides of a pair.")]
    [Bounds(0, 100)]
    public double SampledPercent { get; init; } = 1;
}
