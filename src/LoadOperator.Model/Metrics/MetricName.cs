using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadOperator.Model.Metrics;

/// <summary>What a metric measures.</summary>
public enum MetricFamily
{
    /// <summary>Response time: in an open model from the intended start, in a closed one from when the user sends.</summary>
    Latency,

    /// <summary>Time from the actual send to the end of the answer: without waiting for a connection.</summary>
    ServiceTime,

    /// <summary>Waiting for a connection, over HTTP/2 for a stream of one, of requests that did: all were busy, and no more might be opened yet.</summary>
    Queue,

    /// <summary>Opening a connection, of requests that did.</summary>
    Connect,

    /// <summary>The handshake of TLS, of requests that made one.</summary>
    Tls,

    /// <summary>From sending on an open connection to the first byte of the answer.</summary>
    FirstByte,

    /// <summary>Failed requests per request.</summary>
    ErrorRate,

    /// <summary>Answered requests per second that met their expectations.</summary>
    Throughput,

    /// <summary>What a profile counts of the target's process: CPU time, allocation and pauses per request, and memory.</summary>
    Target,
}

/// <summary>The parsed name of a metric: <c>latency.p95</c>, <c>serviceTime.mean</c>, <c>errorRate</c>, <c>throughput</c>; of a part of the load with its <see cref="MetricScope"/>.</summary>
public sealed partial record MetricName
{
    /// <summary>The grammar, for messages and the CRD.</summary>
    public const string Allowed = "latency.pNN, latency.mean, latency.max, the same of serviceTime, queue, connect, tls and firstByte, errorRate, throughput, target.cpu, target.gcPause, target.allocation, target.rss";

    /// <summary>Names without a scope, as a spec has them.</summary>
    public const string Pattern = $"^{Body}$";

    /// <summary>Names with or without a scope, as a status has them.</summary>
    public const string ScopedPattern = $"^{Body}{MetricScope.Body}?$";

    /// <summary>The most characters that a name with a scope has.</summary>
    public const int Longest = 200;

    /// <summary>How names of what a profile counts begin.</summary>
    public const string TargetPrefix = "target.";

    private const string Body = @"((latency|serviceTime|queue|connect|tls|firstByte)\.(p([1-9][0-9]?(\.[0-9]{1,3})?|0\.0{0,2}[1-9][0-9]{0,2})|mean|max)|errorRate|throughput|target\.(cpu|gcPause|allocation|rss))";

    private readonly string _measure;

    private MetricName(string measure, MetricFamily family, double? percentile, MetricScope? scope) => (_measure, Family, Percentile, Scope) = (measure, family, percentile, scope);

    public static MetricName ErrorRate { get; } = Parse("errorRate");

    /// <summary>The name with its scope: unique in a campaign.</summary>
    public string Text => $"{_measure}{Scope}";

    public MetricFamily Family { get; }

    /// <summary>The percentile in (0, 100), or null for a mean, a maximum or a rate.</summary>
    public double? Percentile { get; }

    /// <summary>The part of the load that it is of; null for the whole.</summary>
    public MetricScope? Scope { get; }

    public bool IsMean => _measure.EndsWith(".mean", StringComparison.Ordinal);

    public bool IsTime => Unit == "ms";

    /// <summary>The counter of the target's process that it is; null where it is measured from outside.</summary>
    public string? TargetCounter => Family == MetricFamily.Target ? _measure[TargetPrefix.Length..] : null;

    /// <summary>Whether it is of a part of the time of those requests that had that part: a round may have none.</summary>
    public bool IsPart => Family is MetricFamily.Queue or MetricFamily.Connect or MetricFamily.Tls or MetricFamily.FirstByte;

    /// <summary>Whether it is measured of a scenario or a step, too.</summary>
    public bool CanBeScoped => Family is MetricFamily.Latency or MetricFamily.ErrorRate or MetricFamily.Throughput;

    /// <summary>The unit of the values that a status holds.</summary>
    public string Unit => Family switch
    {
        MetricFamily.ErrorRate => "fraction",
        MetricFamily.Throughput => "1/s",
        MetricFamily.Target when _measure is "target.allocation" or "target.rss" => "bytes",
        _ => "ms",
    };

    /// <summary>Requests that a round must hold so that 100 of them lie beyond the percentile (statistics of tails below that are too rough to gate).</summary>
    public long RequiredObservations => Percentile is { } p ? (long)Math.Ceiling(Math.Round(100 / (1 - p / 100), 6)) : 1;

    /// <exception cref="FormatException">The text names no metric.</exception>
    public static MetricName Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a metric; allowed: {Allowed}");

    public static MetricName? TryParse(string text)
    {
        if (text.IndexOf('{') is var brace and > 0)
            return MetricScope.TryParse(text[brace..]) is { } scope ? TryParse(text[..brace])?.Within(scope) : null;
        if (!Grammar().IsMatch(text)) return null;
        var family = text[..(text.IndexOf('.') is var dot and > 0 ? dot : text.Length)] switch
        {
            "latency" => MetricFamily.Latency,
            "serviceTime" => MetricFamily.ServiceTime,
            "queue" => MetricFamily.Queue,
            "connect" => MetricFamily.Connect,
            "tls" => MetricFamily.Tls,
            "firstByte" => MetricFamily.FirstByte,
            "errorRate" => MetricFamily.ErrorRate,
            "target" => MetricFamily.Target,
            _ => MetricFamily.Throughput,
        };
        var p = text.IndexOf(".p", StringComparison.Ordinal);
        double? percentile = p < 0 ? null : double.Parse(text.AsSpan(p + 2), CultureInfo.InvariantCulture);
        return percentile is <= 0 or >= 100 ? null : new MetricName(text, family, percentile, null);
    }

    /// <summary>The same of a part of the load; null leaves it as it is.</summary>
    public MetricName Within(MetricScope? scope) => scope is null ? this : new MetricName(_measure, Family, Percentile, scope);

    public override string ToString() => Text;

    [GeneratedRegex("^" + Body + @"\z")]
    private static partial Regex Grammar();
}
