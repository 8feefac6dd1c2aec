using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Baselines;

/// <summary>One measurement of one version: every round of it, and under which conditions it was taken.</summary>
public sealed record BaselineSample : IHasRules<BaselineSample>
{
    [Description("The revision's number. Numbers rise and are never used again.")]
    [Bounds(1, int.MaxValue)]
    public required int Revision { get; init; }

    [Description("The campaign whose candidate was measured.")]
    [Length(1, 253)]
    public required string Campaign { get; init; }

    [Description("When that campaign began.")]
    public required DateTimeOffset StartTime { get; init; }

    [Description("What that campaign said of it.")]
    public required Verdict Verdict { get; init; }

    [Description("The digests of the images that the candidate ran. Empty where they are not known: then no other revision counts as a measurement of the same version.")]
    [Items(0, 32)]
    public IReadOnlyList<string> Images { get; init; } = [];

    [Description("The conditions of the measurement, by name: workload, load, generators, the target's limits, machines. A candidate measured under others is not comparable.")]
    [Items(0, 64)]
    public IReadOnlyDictionary<string, string> Fingerprint { get; init; } = new Dictionary<string, string>();

    [Description("Requests of every round.")]
    [Items(1, 200)]
    public required IReadOnlyList<long> Requests { get; init; }

    [Description("Failed requests of every round.")]
    [Items(1, 200)]
    public required IReadOnlyList<long> Errors { get; init; }

    [Description("The metrics, each with its value in every round.")]
    [Items(1, 33)]
    public required IReadOnlyList<BaselineMetric> Metrics { get; init; }

    public static IReadOnlyList<Rule<BaselineSample>> Rules { get; } =
    [
        new("errors", "needs as many entries as requests", Schema.Rules.NotInCel, sample => sample.Errors.Count == sample.Requests.Count),
        new("metrics", "every metric may be there once, each with as many values as there are rounds in requests, and with as many requests and errors of its own, where it has them", Schema.Rules.NotInCel,
            sample => sample.Metrics.All(m => m.Values.Count == sample.Requests.Count && (m.Requests?.Count ?? m.Values.Count) == m.Values.Count && (m.Errors?.Count ?? m.Values.Count) == m.Values.Count) && sample.Metrics.Select(m => m.Name).Distinct().Count() == sample.Metrics.Count),
    ];

    /// <summary>The metric of this name, or null.</summary>
    public BaselineMetric? Metric(string name) => Metrics.FirstOrDefault(m => m.Name == name);

    /// <summary>Whether both are known to be measurements of the same images.</summary>
    public bool IsOfSameImages(BaselineSample other) => Images.Count > 0 && Images.Order(StringComparer.Ordinal).SequenceEqual(other.Images.Order(StringComparer.Ordinal), StringComparer.Ordinal);
}

public sealed record BaselineMetric
{
    [Description("The metric's name.")]
    [Length(1, Model.Metrics.MetricName.Longest)]
    [Format(Model.Metrics.MetricName.ScopedPattern, Model.Metrics.MetricName.Allowed + "; of a part of the load: latency.p95{scenario=NAME,step=NAME}")]
    public required string Name { get; init; }

    [Description("The unit of the values.")]
    [Length(0, 16)]
    public required string Unit { get; init; }

    [Description("The value of every round.")]
    [Items(1, 200)]
    public required IReadOnlyList<double> Values { get; init; }

    [Description("Metrics of a scenario or a step only: its requests in every round.")]
    [Items(1, 200)]
    public IReadOnlyList<long>? Requests { get; init; }

    [Description("Metrics of a scenario or a step only: those of them that failed.")]
    [Items(1, 200)]
    public IReadOnlyList<long>? Errors { get; init; }
}
