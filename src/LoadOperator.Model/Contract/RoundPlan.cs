using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Contract;

/// <summary>One round, as one generator is asked to run it.</summary>
public sealed record RoundPlan : IHasReferences
{
    /// <summary>Unique in the campaign; planning the same id twice plans it once.</summary>
    public required string Id { get; init; }

    public required TargetAddress Target { get; init; }

    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>The load of all generators together; <see cref="Share"/> says which part is this one's.</summary>
    public required IReadOnlyList<Simulation> Simulations { get; init; }

    /// <summary>Load of the first simulation that precedes the measured part.</summary>
    public Duration WarmUp { get; init; }

    /// <summary>Which connections requests take; null for as many as are needed, shared by all.</summary>
    public Connections? Connections { get; init; }

    /// <summary>Draws scenarios and placeholders; the same for both rounds of a pair.</summary>
    public required long Seed { get; init; }

    public required Share Share { get; init; }

    /// <summary>When the first arrival is due, by the wall clock. Everything after it is timed by the monotonic clock.</summary>
    public required DateTimeOffset StartAt { get; init; }

    /// <summary>Headers of every request, beside those of its step.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of the placeholders that name a variable (<c>campaign</c>, <c>round</c>).</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>How many connections this generator may have open at a time: its part of those of all together.</summary>
    [JsonIgnore]
    public int MostConnections => Connections?.Max is { } max ? max / Share.Of + (Share.Index < max % Share.Of ? 1 : 0) : int.MaxValue;

    public IEnumerable<Reference> ListReferences() => [.. Placeholders.Of(Scenarios, "scenarios", Variables.Keys), .. Placeholders.Of(Headers, "headers", [.. Variables.Keys])];
}

/// <summary>A target as a generator reaches it.</summary>
public sealed record TargetAddress
{
    public required string Url { get; init; }

    /// <summary>Addresses (<c>host:port</c>) to connect to in turn, in place of the URL's own; requests still name the URL's host.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    public HttpProtocol Protocol { get; init; } = HttpProtocol.Http1;

    public TargetTls? Tls { get; init; }
}

/// <summary>Which part of the load is one generator's: arrival k is sent by generator k mod <see cref="Of"/>.</summary>
public sealed record Share(int Index, int Of)
{
    public static Share Whole { get; } = new(0, 1);
}
