using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>
/// The conditions of a measurement, by name. Two measurements taken under different ones differ for more reasons than the version. What is
/// not known here (a cluster's facts, on one machine) has no entry. Names of machines have none either: runners come and go, their kind stays.
/// </summary>
public static class Fingerprint
{
    private const string Nothing = "nothing";

    /// <param name="spec">What was asked for.</param>
    /// <param name="generators">Who sent it.</param>
    /// <param name="candidate">Whom it was sent to, where that is known.</param>
    public static IReadOnlyDictionary<string, string> Of(LoadCampaignSpec spec, IReadOnlyList<GeneratorFacts> generators, TargetEnvironment? candidate)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("workload.hash", Hash(new { scenarios = spec.Workload.EffectiveScenarios, headers = spec.Propagation?.Headers, variables = spec.Workload.Variables, feeds = spec.Workload.Feeds, protos = spec.Workload.Protos, traceparent = spec.Propagation?.Traceparent }));
        AddAll("workload.data", generators.Select(g => g.Data));
        Add("load.warmUp", $"{spec.Load.WarmUp}");
        Add("load.simulations", Json(spec.Load.EffectiveSimulations));
        if (spec.Load.Connections is { } connections) Add("load.connections", Json(connections));
        Add("generator.replicas", spec.Generator.Replicas.ToString(CultureInfo.InvariantCulture));
        Add("generator.cpuLimit", $"{spec.Generator.Resources.Limits.Cpu}");
        Add("generator.memoryLimit", $"{spec.Generator.Resources.Limits.Memory}");
        Add("generator.selfCheck", Json(spec.Generator.SelfCheck));
        AddAll("generator.program", generators.Select(g => g.Info.Generator));
        AddAll("generator.notEnforced", generators.SelectMany(g => g.NotEnforced));
        AddAll("generator.image", generators.Select(g => g.Pod?.Container?.ImageId));
        AddAll("generator.nodeClass", generators.Select(g => g.Pod?.Node is { } node ? NodeClass(node) : null));
        AddAll("environment.runtime", generators.Select(g => g.Info.Runtime));
        AddAll("environment.garbageCollector", generators.Select(g => g.Info.GarbageCollector));
        AddAll("environment.operatingSystem", generators.Select(g => g.Info.OperatingSystem));
        AddAll("environment.kernel", generators.Select(g => g.Info.Kernel));
        AddAll("environment.cpuModel", generators.Select(g => g.Info.CpuModel));
        AddAll("environment.cgroupVersion", generators.Select(g => g.Info.CgroupVersion));
        AddAll("target.scheme", [SchemeOf(spec.Candidate)]);
        AddAll("target.protocol", [spec.Candidate.Protocol == HttpProtocol.Http1 ? null : $"{spec.Candidate.Protocol}"]);
        if (candidate is null) return entries;
        Add("target.routing", $"{candidate.Routing}");
        Add("target.readyEndpoints", candidate.ReadyEndpoints.ToString(CultureInfo.InvariantCulture));
        AddAll("target.cpuLimit", candidate.Containers.Select(c => c.CpuLimit ?? "none"));
        AddAll("target.memoryLimit", candidate.Containers.Select(c => c.MemoryLimit ?? "none"));
        AddAll("target.nodeClass", candidate.Nodes.Select(NodeClass));
        AddAll("target.kernel", candidate.Nodes.Select(n => n.Kernel));
        AddAll("target.containerRuntime", candidate.Nodes.Select(n => n.ContainerRuntime));
        return entries;

        void Add(string name, string value) => entries.Add(name, value);

        void AddAll(string name, IEnumerable<string?> values)
        {
            if (values.Where(v => !string.IsNullOrEmpty(v)).Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } known) Add(name, string.Join(" and ", known));
        }
    }

    /// <summary>Every entry that differs, the one then as <c>A</c>, the one now as <c>B</c>.</summary>
    public static IReadOnlyList<FingerprintDifference> Differences(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
    [
        .. then.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(name => new FingerprintDifference(name, then.GetValueOrDefault(name, Nothing), now.GetValueOrDefault(name, Nothing)))
            .Where(d => d.Then != d.Now),
    ];

    private static string SchemeOf(Target target) => target.Service is { } service ? $"{service.Scheme}".ToLowerInvariant() : target.Url?.Split(':')[0].ToLowerInvariant() ?? "";

    /// <summary>What kind of machine it is, without its name and the versions of what runs on it.</summary>
    private static string NodeClass(NodeFacts node) =>
        string.Join('/', new[] { node.InstanceType, node.Architecture, node.Cpus is { } cpus ? $"{cpus} CPUs" : null }.Where(part => part is not null));

    private static string Json(object value) => JsonSerializer.Serialize(value, ModelJson.Compact);

    private static string Hash(object value) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, ModelJson.Compact)));
}

/// <summary>A condition under which two measurements differ.</summary>
/// <param name="Name">Its name, such as <c>environment.kernel</c>.</param>
/// <param name="Then">Its value in the earlier one.</param>
/// <param name="Now">Its value in the later one.</param>
public sealed record FingerprintDifference(string Name, string Then, string Now)
{
    public override string ToString() => $"{Name}: {Then} then, {Now} now";
}
