using System.Text.Json.Serialization;

namespace LoadOperator.Model.Spec;

[JsonConverter(typeof(JsonStringEnumConverter<UrlScheme>))]
public enum UrlScheme
{
    [JsonStringEnumMemberName("http")]
    Http,

    [JsonStringEnumMemberName("https")]
    Https,
}

/// <summary>Which row of a feed a run of a scenario gets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeedStrategy>))]
public enum FeedStrategy
{
    /// <summary>The next, and after the last the first again.</summary>
    Sequential,

    /// <summary>Any, drawn from the round's seed: the same on both sides of a pair.</summary>
    Random,

    /// <summary>The next, each once in a round over all generators. A round that needs more than there are ends, and does not count.</summary>
    Unique,
}

/// <summary>What is spoken with a target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HttpProtocol>))]
public enum HttpProtocol
{
    /// <summary>HTTP/1.1.</summary>
    Http1,

    /// <summary>HTTP/2: over TLS as negotiated, without it by prior knowledge.</summary>
    Http2,
}

/// <summary>What the candidate's rounds are compared with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonMode>))]
public enum ComparisonMode
{
    /// <summary>Rounds of a control, run in randomised adjacent pairs with the candidate's.</summary>
    SideBySide,

    /// <summary>The candidate itself, as if it were a control: what differs is the noise of the place.</summary>
    SelfTest,

    /// <summary>Rounds that earlier campaigns have measured, kept in a baseline.</summary>
    Baseline,

    /// <summary>Nothing; only objectives are checked.</summary>
    None,
}

/// <summary>What a comparison with a baseline may say that does not know how much measurements of one version differ.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HistoricalPolicy>))]
public enum HistoricalPolicy
{
    /// <summary>Nothing: Inconclusive.</summary>
    Strict,

    /// <summary>What follows if they did not differ at all.</summary>
    WithinRunOnly,
}

/// <summary>In which order the two rounds of a pair run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoundOrder>))]
public enum RoundOrder
{
    /// <summary>Half of the pairs start with the control and half with the candidate, in an order drawn from the seed.</summary>
    Randomized,

    /// <summary>Control first in every odd pair, candidate first in every even one.</summary>
    Alternating,
}

/// <summary>Which two-sample test decides.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TestChoice>))]
public enum TestChoice
{
    /// <summary>Paired from 8 pairs on, Welch below.</summary>
    Auto,

    /// <summary>The paired t test.</summary>
    Paired,

    /// <summary>Welch's t test, as if rounds were not paired.</summary>
    Welch,
}

/// <summary>When the scenarios of an open model start.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArrivalProcess>))]
public enum ArrivalProcess
{
    /// <summary>Evenly spaced, by the rate.</summary>
    Uniform,

    /// <summary>As many, at the moments of a Poisson process, drawn from the round's seed.</summary>
    Poisson,
}

/// <summary>Which connection a request takes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionPolicy>))]
public enum ConnectionPolicy
{
    /// <summary>Any that is free.</summary>
    Pool,

    /// <summary>That of its user.</summary>
    PerUser,

    /// <summary>A new one.</summary>
    PerRequest,
}

/// <summary>How generators reach a Service.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Routing>))]
public enum Routing
{
    /// <summary>Through the Service's own address, as other clients do.</summary>
    Service,

    /// <summary>Straight to ready pods, the same number on both sides.</summary>
    Endpoints,
}
