using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Integration.Tests.Crds;

public sealed partial class SampleTests(ApiServerFixture server)
{
    /// <summary>Every campaign that the repository shows its reader: samples, and the manifests in the documentation.</summary>
    public static TheoryData<string, string> Manifests { get; } = Find();

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task Sample_Created_IsWhatTheFileSaysToAReaderOfTheTypes(string file, string text)
    {
        server.SkipWithoutServer();
        var expected = Manifest.Read(new StringReader(text)).Campaigns.Single();

        var answer = await new CampaignApi(server, await NamespaceOfAsync(expected)).CreateAsync(text, dryRun: true);

        Assert.True(answer.IsSuccess, $"{file}: {answer.Message}");
        var created = answer.Body["spec"].Deserialize<Model.Spec.LoadCampaignSpec>(ModelJson.Compact);
        Assert.Equal(JsonOf(expected.Spec), JsonOf(created!), JsonNode.DeepEquals);
    }

    [Fact]
    public async Task ShortestCampaign_Created_HasAllDefaultsOfTheTypes()
    {
        server.SkipWithoutServer();
        var text = CampaignManifest.Valid().ToJsonString();
        var expected = JsonOf(Manifest.Read(new StringReader(text)).Campaigns.Single().Spec);

        var answer = await new CampaignApi(server, "default").CreateAsync(text, dryRun: true);

        Assert.True(answer.IsSuccess, answer.Message);
        Assert.Equal(WithoutEmptyCollections(expected).ToJsonString(), WithoutEmptyCollections(answer.Body["spec"]!).ToJsonString());
    }

    private static TheoryData<string, string> Find()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Path.Join(Repository.Root, "config", "samples"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            foreach (var document in File.ReadAllText(file).Split("\n---").Where(IsCampaign)) data.Add(Path.GetRelativePath(Repository.Root, file), document);
        foreach (var file in Directory.GetFiles(Path.Join(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Join(Repository.Root, "README.md")))
            foreach (var document in YamlBlock().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Where(IsCampaign)) data.Add(Path.GetRelativePath(Repository.Root, file), document);
        return data;
    }

    private static bool IsCampaign(string document) => document.Contains($"kind: {LoadCampaign.KindName}", StringComparison.Ordinal);

    /// <summary>Manifests name the namespace that they want; the test makes it.</summary>
    private async Task<string> NamespaceOfAsync(LoadCampaign campaign)
    {
        var name = campaign.Metadata.NamespaceProperty ?? "default";
        var all = await server.Client.CoreV1.ListNamespaceAsync(cancellationToken: TestContext.Current.CancellationToken);
        if (all.Items.All(n => n.Metadata.Name != name))
            await server.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, cancellationToken: TestContext.Current.CancellationToken);
        return name;
    }

    private static JsonNode JsonOf(Model.Spec.LoadCampaignSpec spec) => JsonNode.Parse(JsonSerializer.Serialize(spec, ModelJson.Compact))!;

    /// <summary>In order of names, and without empty lists and maps: to leave one out is the same.</summary>
    private static JsonNode WithoutEmptyCollections(JsonNode node) => node is not JsonObject map
        ? node.DeepClone()
        : new JsonObject(map.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Where(e => e.Value is not (JsonArray { Count: 0 } or JsonObject { Count: 0 }))
            .Select(e => KeyValuePair.Create(e.Key, (JsonNode?)WithoutEmptyCollections(e.Value!))));

    [GeneratedRegex("```ya?ml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
