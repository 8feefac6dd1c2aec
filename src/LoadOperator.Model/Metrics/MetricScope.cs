using System.Text.RegularExpressions;

namespace LoadOperator.Model.Metrics;

/// <summary>
/// The part of the load that a metric is of: the requests of one scenario, of the steps of one name, or of one step in one scenario.
/// Written behind a metric's name as labels are: <c>latency.p95{scenario=buy,step=create}</c>.
/// </summary>
public sealed partial record MetricScope
{
    /// <summary>What scenarios and steps may be called.</summary>
    public const string NamePattern = "^" + Name + "$";

    public const string AllowedName = "lower-case letters, digits and '-'";

    internal const string Body = @"(\{(scenario=" + Name + "(,step=" + Name + ")?|step=" + Name + @")\})";

    private const string Name = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    private MetricScope(string? scenario, string? step) => (Scenario, Step) = (scenario, step);

    /// <summary>The scenario; null for all of them.</summary>
    public string? Scenario { get; }

    /// <summary>The step's name; null for all steps.</summary>
    public string? Step { get; }

    /// <summary>Null where neither is given: that is the whole load.</summary>
    public static MetricScope? Of(string? scenario, string? step) => scenario is null && step is null ? null : new MetricScope(scenario, step);

    public static MetricScope? TryParse(string text)
    {
        if (!Grammar().IsMatch(text)) return null;
        var parts = text[1..^1].Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return Of(parts.GetValueOrDefault("scenario"), parts.GetValueOrDefault("step"));
    }

    /// <summary>Whether this step of this scenario is in it.</summary>
    public bool Holds(string scenario, string step) => (Scenario is null || Scenario == scenario) && (Step is null || Step == step);

    public override string ToString() => (Scenario, Step) switch
    {
        (null, _) => $"{{step={Step}}}",
        (_, null) => $"{{scenario={Scenario}}}",
        _ => $"{{scenario={Scenario},step={Step}}}",
    };

    [GeneratedRegex("^" + Body + @"\z")]
    private static partial Regex Grammar();
}
