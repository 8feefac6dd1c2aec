using System.Text.Json.Nodes;
using NJsonSchema;

namespace LoadOperator.Chart.Tests;

/// <summary>Helm checks values against values.schema.json before it renders.</summary>
public sealed class SchemaTests
{
    private static readonly Task<JsonSchema> Schema = JsonSchema.FromFileAsync(Path.Join(Chart.Folder, "values.schema.json"));

    public static TheoryData<string> ValuesFiles { get; } = [.. Chart.ValuesFiles];

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Values_Good_AreTaken(string file) => Assert.Empty(await ProblemsAsync(file.Length == 0 ? "{}" : await File.ReadAllTextAsync(Path.Join(Chart.Folder, "ci", file), TestContext.Current.CancellationToken)));

    [Theory]
    [InlineData("replica: 2", "#/replica")]
    [InlineData("replicas: two", "#/replicas")]
    [InlineData("replicas: -1", "#/replicas")]
    [InlineData("image: {tag: 1.0}", "#/image.tag")]
    [InlineData("image: {repository: ''}", "#/image.repository")]
    [InlineData("image: {name: a}", "#/image.name")]
    [InlineData("image: {pullPolicy: always}", "#/image.pullPolicy")]
    [InlineData("image: {digest: '0123'}", "#/image.digest")]
    [InlineData("imagePullSecrets: [registry]", "#/imagePullSecrets[0]")]
    [InlineData("watchNamespaces: shop", "#/watchNamespaces")]
    [InlineData("watchNamespaces: [Shop]", "#/watchNamespaces[0]")]
    [InlineData("watchNamespaces: ['']", "#/watchNamespaces[0]")]
    [InlineData("deniedNetworks: ['10.0.0.1']", "#/deniedNetworks[0]")]
    [InlineData("allowedNamespaces: [Staging]", "#/allowedNamespaces[0]")]
    [InlineData("allowedHosts: ['http://staging.example']", "#/allowedHosts[0]")]
    [InlineData("allowedHosts: ['staging.example:8080']", "#/allowedHosts[0]")]
    [InlineData("generator: {startTimeout: 5 minutes}", "#/generator.startTimeout")]
    [InlineData("generator: {startTimeout: 300}", "#/generator.startTimeout")]
    [InlineData("log: {format: yaml}", "#/log.format")]
    [InlineData("telemetry: {otlp: {endpoint: 'collector:4317'}}", "#/telemetry.otlp.endpoint")]
    [InlineData("telemetry: {otlp: {protocol: http}}", "#/telemetry.otlp.protocol")]
    [InlineData("metrics: {serviceMonitor: {enabled: 'yes'}}", "#/metrics.serviceMonitor.enabled")]
    [InlineData("crds: {remove: true}", "#/crds.remove")]
    [InlineData("resources: {limit: {cpu: 1}}", "#/resources.limit")]
    [InlineData("podAnnotations: {a: true}", "#/podAnnotations.a")]
    [InlineData("affinity: {podAntiaffinity: {}}", "#/affinity.podAntiaffinity")]
    [InlineData("extraArgs: [1]", "#/extraArgs[0]")]
    [InlineData("extraEnv: [{name: A, valueFrm: {}}]", "#/extraEnv[0]")]
    [InlineData("podDisruptionBudget: {maxUnavailable: 0}", "#/podDisruptionBudget.maxUnavailable")]
    [InlineData("podDisruptionBudget: {maxUnavailable: half}", "#/podDisruptionBudget.maxUnavailable")]
    [InlineData("networkPolicy: {apiServer: {cidrs: [10.0.0.1]}}", "#/networkPolicy.apiServer.cidrs[0]")]
    [InlineData("networkPolicy: {apiServer: {ports: [70000]}}", "#/networkPolicy.apiServer.ports[0]")]
    public async Task Value_Wrong_IsRefusedByItsName(string values, string path) => Assert.Contains(path, await ProblemsAsync(values));

    [Fact]
    public async Task Schema_AndDefaults_HaveTheSameNames()
    {
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Join(Chart.Folder, "values.schema.json"), TestContext.Current.CancellationToken))!;
        // What a parent chart shares is nobody's default.
        schema["properties"]!.AsObject().Remove("global");

        Assert.Empty(DifferencesOf(Chart.ReadFile("charts", "load-operator", "values.yaml").Single(), schema, ""));
    }

    private static async Task<IReadOnlyList<string?>> ProblemsAsync(string values)
    {
        var merged = Chart.ReadFile("charts", "load-operator", "values.yaml").Single();
        Merge(merged, Chart.Read(values) is [var given, ..] ? given : []);
        return [.. (await Schema).Validate(merged.ToJsonString()).Select(e => e.Path)];
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject inner && into[name] is JsonObject known) Merge(known, inner);
            else if (value is null) into.Remove(name);
            else into[name] = value.DeepClone();
        }
    }

    private static IEnumerable<string> DifferencesOf(JsonObject defaults, JsonNode schema, string path)
    {
        // Where the schema lists no names, or the default is empty, there is nothing to compare.
        if (schema["properties"]?.AsObject() is not { } known || defaults.Count == 0) return [];
        var names = defaults.Select(d => d.Key).ToHashSet();
        names.SymmetricExceptWith(known.Select(k => k.Key));
        return names.Select(name => path + name).Concat(defaults.Where(d => d.Value is JsonObject && known[d.Key] is not null).SelectMany(d => DifferencesOf(d.Value!.AsObject(), known[d.Key]!, $"{path}{d.Key}.")));
    }
}
