using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Contract;

/// <summary>
/// What a generator may be able to do beyond the first form of the contract. It names those that it has, so that a campaign that needs another
/// is refused with its name, and not measured without it.
/// </summary>
public static class GeneratorFeatures
{
    public const string Extract = "extract";
    public const string Expect = "expect";
    public const string ThinkTime = "thinkTime";
    public const string Feeds = "feeds";
    public const string VariablesFromEnvironment = "variablesFromEnvironment";
    public const string Traceparent = "traceparent";
    public const string Connections = "connections";
    public const string Http2 = "http2";
    public const string Grpc = "grpc";

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> All { get; } = [Extract, Expect, ThinkTime, Feeds, VariablesFromEnvironment, Traceparent, Connections, Http2, Grpc];

    /// <summary>Why a generator cannot run a campaign; null where it can.</summary>
    public static string? Refuse(GeneratorInfo info, LoadCampaignSpec spec)
    {
        if (info.ContractVersion != GeneratorContract.Version) return $"speaks contract {info.ContractVersion}, this is {GeneratorContract.Version}";
        var missing = Of(spec).Where(need => !info.Features.Contains(need.Feature)).Select(need => $"{need.Field} needs {need.Feature}").ToList();
        return missing.Count == 0 ? null : $"({info.Generator}) cannot do all that the campaign needs: {string.Join(", ", missing)}; it has {(info.Features.Count == 0 ? "no features" : string.Join(", ", info.Features))}";
    }

    private static IEnumerable<(string Field, string Feature)> Of(LoadCampaignSpec spec)
    {
        var steps = spec.Workload.EffectiveScenarios.SelectMany(s => s.Steps).ToList();
        if (steps.Any(s => s.Extract is { Count: > 0 })) yield return ("extract", Extract);
        if (steps.Any(s => s.Http?.Expect is { Headers: not null } or { Body: not null } || s.Grpc?.Expect.Body is not null)) yield return ("expect", Expect);
        if (steps.Any(s => s.ThinkTime is not null)) yield return ("thinkTime", ThinkTime);
        if (spec.Workload.Feeds is not null) yield return ("workload.feeds", Feeds);
        if (spec.Workload.Variables?.Any(v => v.EnvironmentName is not null) is true) yield return ("workload.variables", VariablesFromEnvironment);
        if (spec.Propagation?.Traceparent is not null) yield return ("propagation.traceparent", Traceparent);
        if (spec.Load.Connections is not null) yield return ("load.connections", Connections);
        if (new[] { spec.Candidate, spec.EffectiveControl }.Any(t => t?.Protocol == HttpProtocol.Http2)) yield return ("protocol", Http2);
        if (spec.Workload.HasGrpc) yield return ("grpc", Grpc);
    }
}
