using System.ComponentModel;
using System.Text.Json.Serialization;
using k8s.Models;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>An absolute bound on one of the candidate's metrics.</summary>
public sealed record Objective : IHasRules<Objective>, IScoped
{
    [Description("The metric that is bounded.")]
    [Length(1, 63)]
    [Format(MetricName.Pattern, MetricName.Allowed)]
    public required string Metric { get; init; }

    [Description("Only requests of this scenario. Default: of all.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public string? Scenario { get; init; }

    [Description("Only requests of steps of this name, in the scenario that is named or in any. Default: of all.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public string? Step { get; init; }

    [Description("Times: no longer than this.")]
    [DurationBounds("1us", "1h")]
    public Duration? MaxDuration { get; init; }

    [Description("throughput: no less than this.")]
    [Bounds(0, 1_000_000_000)]
    public double? MinPerSecond { get; init; }

    [Description("errorRate: no more than this.")]
    [Bounds(0, 100, ExclusiveMin = true)]
    public double? MaxPercent { get; init; }

    [Description("target.allocation and target.rss: no more bytes than this.")]
    public ResourceQuantity? MaxSize { get; init; }

    /// <summary>The metric with its scope.</summary>
    [JsonIgnore]
    public MetricName FullMetric => MetricName.Parse(Metric).Within(MetricScope.Of(Scenario, Step));

    MetricName IScoped.Metric => FullMetric;

    public static IReadOnlyList<Rule<Objective>> Rules { get; } =
    [
        new("metric", "serviceTime and its parts are measured of the whole load only: of a scenario or a step there are latency, errorRate and throughput",
            "(!has(self.scenario) && !has(self.step)) || self.metric.startsWith('latency.') || self.metric in ['errorRate', 'throughput']",
            objective => objective is { Scenario: null, Step: null } || MetricName.TryParse(objective.Metric)?.CanBeScoped is not false),
        new("", "needs exactly the bound of its metric: maxDuration for times, minPerSecond for throughput, maxPercent for errorRate, maxSize for target.allocation and target.rss",
            "(self.metric == 'throughput') == has(self.minPerSecond) && (self.metric == 'errorRate') == has(self.maxPercent) && (self.metric in ['target.allocation', 'target.rss']) == has(self.maxSize) && !(self.metric in ['errorRate', 'throughput', 'target.allocation', 'target.rss']) == has(self.maxDuration)",
            objective => MetricName.TryParse(objective.Metric) is not { } metric
                || ((metric.Family == MetricFamily.Throughput) == objective.MinPerSecond.HasValue
                    && (metric.Family == MetricFamily.ErrorRate) == objective.MaxPercent.HasValue
                    && (metric.Unit == "bytes") == (objective.MaxSize is not null)
                    && metric.IsTime == objective.MaxDuration.HasValue)),
        new("maxSize", "from 1 to 1Pi", "!has(self.maxSize) || (quantity(string(self.maxSize)).compareTo(quantity('1')) >= 0 && quantity(string(self.maxSize)).compareTo(quantity('1Pi')) <= 0)", objective => objective.MaxSize is null || objective.MaxSize.ToDecimal() is >= 1 and <= 1024m * 1024 * 1024 * 1024 * 1024),
    ];
}
