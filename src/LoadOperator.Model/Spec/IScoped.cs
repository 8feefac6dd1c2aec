using LoadOperator.Model.Metrics;

namespace LoadOperator.Model.Spec;

/// <summary>What is said of a metric, of the whole load or of a part of it.</summary>
internal interface IScoped
{
    string? Scenario { get; }

    string? Step { get; }

    /// <summary>The metric with its scope.</summary>
    MetricName Metric { get; }
}
