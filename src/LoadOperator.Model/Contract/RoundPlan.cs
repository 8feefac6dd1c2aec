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

    /// <summary>Whether requests carry a trace, and how many of them are sampled; null where they carry none.</summary>
    public TraceSampling? Traceparent { get; init; }

    /// <summary>Values of the placeholders that name a variable (<c>campaign</c>, <c>round</c>).</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables of the generator that hold the values of further variables, by the variables' names: such values go over no wire.</summary>
    public IReadOnlyDictionary<string, string>? VariablesFromEnvironment { get; init; }

    /// <summary>Rows of data, in files of the folder that the generator was started with.</summary>
    public IReadOnlyList<FeedFile>? Feeds { get; init; }

    /// <summary>The .proto files of what gRPC steps call: names of files in the same folder.</summary>
    public IReadOnlyList<string>? Protos { get; init; }

    public IEnumerable<Reference> ListReferences()
    {
        var known = new KnownNames([.. Variables.Keys, .. VariablesFromEnvironment?.Keys ?? []], (Feeds ?? []).DistinctBy(f => f.Name).ToDictionary(f => f.Name, _ => (IReadOnlyList<string>?)null));
        return Placeholders.Of(Scenarios, "scenarios", known).Concat(Placeholders.Of(Headers, "headers", known));
    }

    /// <summary>How many connections the generators before this one may have open at a time; without a limit, one each.</summary>
    [JsonIgnore]
    public int FirstConnection => Connections?.Max is { } max ? Share.Index * (max / Share.Of) + Math.Min(Share.Index, max % Share.Of) : Share.Index;

    /// <summary>How many connections this generator may have open at a time: its part of those of all together.</summary>
    [JsonIgnore]
    public int MostConnections => Connections?.Max is { } max ? max / Share.Of + (Share.Index < max % Share.Of ? 1 : 0) : int.MaxValue;
}

/// <summary>A feed as a generator finds it.</summary>
/// <param name="File">A file's name in the generator's data folder; its ending, <c>.csv</c> or <c>.json</c>, says how it is written.</param>
public sealed record FeedFile(string Name, FeedStrategy Strategy, string File);

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
