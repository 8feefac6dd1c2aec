using System.ComponentModel;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>An absolute bound on one of the candidate's metrics.</summary>
public sealed record Objective : IHasRules<Objective>
{
    [Description("The metric that is bounded.")]
    [Length(1, 63)]
    [Format(MetricName.Pattern, MetricName.Allowed)]
    public required string Metric { get; init; }

    [Description("Times: no longer than this.")]
    [DurationBounds("1us", "1h")]
    public Duration? MaxDuration { get; init; }

    [Description("throughput: no less than this.")]
    [Bounds(0, 1_000_000_000)]
    public double? MinPerSecond { get; init; }

    [Description("errorRate: no more than this.")]
    [Bounds(0, 100, ExclusiveMin = true)]
    public double? MaxPercent { get; init; }

    public static IReadOnlyList<Rule<Objective>> Rules { get; } =
    [
        new("", "needs exactly the bound of its metric: maxDuration for times, minPerSecond for throughput, maxPercent for errorRate",
            "(self.metric == 'throughput') == has(self.minPerSecond) && (self.metric == 'errorRate') == has(self.maxPercent) && (self.metric.startsWith('latency.') || self.metric.startsWith('serviceTime.')) == has(self.maxDuration)",
            objective => MetricName.TryParse(objective.Metric) is not { } metric
                || ((metric.Family == MetricFamily.Throughput) == objective.MinPerSecond.HasValue
                    && (metric.Family == MetricFamily.ErrorRate) == objective.MaxPercent.HasValue
                    && metric.IsTime == objective.MaxDuration.HasValue)),
    ];
}
