using LoadOperator.Model.Metrics;

namespace LoadOperator.Model.Contract;

/// <summary>A round as all its generators together measured it: counts added, histograms merged, percentiles taken from the merged ones.</summary>
public sealed record RoundMeasurement
{
    public required long Requests { get; init; }

    public required long Errors { get; init; }

    public IReadOnlyDictionary<string, long> ErrorsByKind { get; init; } = new Dictionary<string, long>();

    public double MeasuredSeconds { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>The round's value of each metric asked for, by name, in the metric's unit. A metric without a value is missing.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>The requests of each scope that a metric was asked for of, by the scope's text.</summary>
    public IReadOnlyDictionary<string, RequestCounts> Scopes { get; init; } = new Dictionary<string, RequestCounts>();

    /// <summary>The course of the round: the P95 of the response times of about every second, in milliseconds. Of long rounds at most 60 values.</summary>
    public IReadOnlyList<double> P95OfSlices { get; init; } = [];

    /// <summary>Where the time of requests went: the parts that requests had.</summary>
    public IReadOnlyList<LatencyPartTimes> Parts { get; init; } = [];

    /// <summary>The slowest requests whose trace was sampled, the slowest first.</summary>
    public IReadOnlyList<TracedRequest> SlowestTraces { get; init; } = [];

    /// <summary>One per generator, in the order of their shares.</summary>
    public required IReadOnlyList<GeneratorHealth> Generators { get; init; }

    /// <summary>The requests of a part of the load, or of the whole; none where that part was not asked for.</summary>
    public RequestCounts CountsOf(MetricScope? scope) => scope is null ? new RequestCounts(Requests, Errors) : Scopes.GetValueOrDefault($"{scope}");
}

/// <summary>How many requests there were, and how many of them failed.</summary>
public readonly record struct RequestCounts(long Requests, long Errors);
