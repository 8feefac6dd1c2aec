using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using k8s.Models;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Schema.Crd;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Tests.Schema;

public sealed class CampaignCrdTests
{
    private static readonly JsonObject Crd = CampaignCrd.Create();
    private static readonly JsonNode Version = Crd["spec"]!["versions"]![0]!;
    private static readonly JsonNode Root = Version["schema"]!["openAPIV3Schema"]!;

    [Fact]
    public void CommittedFiles_AreWhatTheTypesGive()
    {
        Dictionary<string, string> expected = new() { ["docs/reference/api.md"] = CrdFiles.Reference() };
        foreach (var crd in CrdFiles.All)
            foreach (var folder in new[] { "crds", "charts/load-operator/files" }) expected[$"{folder}/{CrdFiles.FileName(crd)}"] = CrdFiles.Crd(crd);

        Assert.All(expected, file => Assert.True(file.Value == File.ReadAllText(Path.Join(Repository(), file.Key)), $"{file.Key} is not what the types give: run `make crds`"));
        Assert.Equal(CrdFiles.All.Count, Directory.GetFiles(Path.Join(Repository(), "crds"), "loadoperator.dev_*.yaml").Length);
    }

    /// <summary>By reflection of its own, so that a fault of the generator shows.</summary>
    [Theory]
    [InlineData("loadcampaigns", "spec", typeof(LoadCampaignSpec))]
    [InlineData("loadcampaigns", "status", typeof(LoadCampaignStatus))]
    [InlineData("baselines", "spec", typeof(BaselineSpec))]
    [InlineData("baselines", "status", typeof(BaselineStatus))]
    [InlineData("baselinerevisions", "spec", typeof(BaselineSample))]
    public void Schema_AndTypes_HaveTheSameFields(string plural, string part, Type type) => Compare(part, SchemaOf(CrdFiles.All.Single(c => $"{c["spec"]!["names"]!["plural"]}" == plural))["properties"]![part]!, type);

    [Fact]
    public void Schema_EveryListAndMap_HasABound() =>
        Assert.Empty(EveryField().Where(field => (field.Schema["type"]?.ToString() == "array" && field.Schema["maxItems"] is null) || (field.Schema["additionalProperties"] is not null && field.Schema["maxProperties"] is null))
            .Select(field => field.Path));

    [Fact]
    public void Schema_EveryField_IsDescribed() =>
        Assert.Empty(EveryField().Where(field => field.IsField && string.IsNullOrWhiteSpace(field.Schema["description"]?.ToString())).Select(field => field.Path));

    [Fact]
    public void Defaults_OfTheApiServer_AreThoseOfTheTypes()
    {
        var campaign = LoadOperator.Model.Manifests.Manifest.Read(new StringReader(File.ReadAllText(Path.Join(Repository(), "config/samples/demo/campaign.yaml")))).Campaigns.Single();
        var local = JsonNode.Parse(JsonSerializer.Serialize(campaign.Spec, ModelJson.Compact))!.AsObject();
        var wire = JsonNode.Parse("""{"candidate":{"service":{"name":"orders-canary","port":8080}},"comparison":{"control":{"service":{"name":"orders-stable","port":8080}}},"workload":{"http":{"path":"/v1/orders"}},"load":{"inject":{"rate":200,"during":"12s"}}}""")!.AsObject();

        FillIn(wire, Root["properties"]!["spec"]!);

        Assert.Equal(Sorted(WithoutEmpty(local)).ToJsonString(), Sorted(WithoutEmpty(wire)).ToJsonString());
    }

    /// <summary>Lint and API server must not disagree on what a quantity is.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("0.5")]
    [InlineData("500m")]
    [InlineData("512Mi")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1n")]
    [InlineData("1Xi")]
    [InlineData("1 Gi")]
    public void Quantity_OfSchemaAndOfLint_AreTheSame(string text)
    {
        var pattern = Root["properties"]!["spec"]!["properties"]!["generator"]!["properties"]!["resources"]!["properties"]!["limits"]!["properties"]!["cpu"]!["pattern"]!.ToString();
        var manifest = LoadOperator.Model.Manifests.Manifest.Read(new StringReader($$"""{"apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "a"}, "spec": {"generator": {"resources": {"limits": {"cpu": "{{text}}"} } } } }"""));

        Assert.Equal(Regex.IsMatch(text, pattern), !manifest.Problems.Any(p => p.Message.Contains("a quantity such as", StringComparison.Ordinal)));
    }

    [Fact]
    public void Columns_AreThoseThatAnswerAtAGlance() =>
        Assert.Equal(
            ["Phase", "Verdict", "Delta", "P", "Rounds", "Against", "Age"],
            Version["additionalPrinterColumns"]!.AsArray().Where(c => c!["priority"] is null).Select(c => c!["name"]!.ToString()));

    [Fact]
    public void ColumnsOfABaseline_SayWhetherItCanBeComparedWith() =>
        Assert.Equal(
            ["Samples", "Revisions", "From", "Ready", "Age"],
            BaselineCrds.Baseline()["spec"]!["versions"]![0]!["additionalPrinterColumns"]!.AsArray().Where(c => c!["priority"] is null).Select(c => c!["name"]!.ToString()));

    [Fact]
    public void Revision_HasNoStatusAndNoFieldThatMayChange()
    {
        var version = BaselineCrds.Revision()["spec"]!["versions"]![0]!;

        Assert.Null(version["subresources"]);
        Assert.Equal("self.spec == oldSelf.spec", version["schema"]!["openAPIV3Schema"]!["x-kubernetes-validations"]![0]!["rule"]!.ToString());
    }

    [Fact]
    public void Crds_StaySmallEnoughForAnAnnotation() => Assert.All(CrdFiles.All, crd => Assert.InRange(crd.ToJsonString().Length, 1, 256 * 1024));

    private static JsonNode SchemaOf(JsonNode crd) => crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    private static IEnumerable<(string Path, JsonNode Schema, bool IsField)> EveryField() =>
        from crd in CrdFiles.All
        from part in new[] { "spec", "status" }
        where SchemaOf(crd)["properties"]![part] is not null
        from field in Walk($"{crd["spec"]!["names"]!["kind"]}.{part}", SchemaOf(crd)["properties"]![part]!)
        select field;

    private static void Compare(string path, JsonNode schema, Type type)
    {
        var fields = schema["properties"]!.AsObject();
        var members = type.GetProperties().Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null).ToDictionary(NameOf);
        Assert.Equal(members.Keys.Order(), fields.Select(f => f.Key).Order());
        Assert.Equal(
            members.Where(m => m.Value.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(m => m.Key).Order(),
            (schema["required"]?.AsArray() ?? []).Select(r => r!.ToString()).Order());
        foreach (var (name, member) in members)
        {
            var field = fields[name]!;
            var target = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            if (target.IsGenericType && target.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) (field, target) = (field["items"]!, target.GetGenericArguments()[0]);
            else if (target.IsGenericType && typeof(IEnumerable).IsAssignableFrom(target)) (field, target) = (field["additionalProperties"]!, target.GetGenericArguments()[1]);
            if (target.IsEnum) Assert.Equal(Enum.GetValues(target).Cast<object>().Select(v => JsonSerializer.SerializeToNode(v, target)!.ToString()), field["enum"]!.AsArray().Select(v => v!.ToString()));
            if (target.Assembly == type.Assembly && target.IsClass) Compare($"{path}.{name}", field, target);
            else if (target == typeof(V1Condition)) Assert.NotNull(field["properties"]!["lastTransitionTime"]);
        }
    }

    private static string NameOf(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    private static IEnumerable<(string Path, JsonNode Schema, bool IsField)> Walk(string path, JsonNode schema, bool isField = true)
    {
        yield return (path, schema, isField);
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            foreach (var inner in Walk($"{path}.{name}", field!)) yield return inner;
        foreach (var inner in schema["items"] is { } items ? Walk(path + "[]", items, isField: false) : []) yield return inner;
    }

    /// <summary>As the API server does it.</summary>
    private static void FillIn(JsonObject target, JsonNode schema)
    {
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            if (target[name] is null && field!["default"] is { } given) target[name] = given.DeepClone();
            if (target[name] is JsonObject inner) FillIn(inner, field!);
        }
    }

    /// <summary>An empty list or map and none are the same.</summary>
    private static JsonObject WithoutEmpty(JsonObject node)
    {
        var result = new JsonObject();
        foreach (var (name, value) in node)
            if (value is not JsonArray { Count: 0 } && (value is not JsonObject inner || inner.Count > 0)) result[name] = value is JsonObject o ? WithoutEmpty(o) : value?.DeepClone();
        return result;
    }

    private static JsonObject Sorted(JsonObject node)
    {
        var result = new JsonObject();
        foreach (var (name, value) in node.OrderBy(e => e.Key, StringComparer.Ordinal)) result[name] = value is JsonObject o ? Sorted(o) : value is JsonValue v && v.TryGetValue<double>(out var number) ? number : value?.DeepClone();
        return result;
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder!.FullName, "LoadOperator.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
