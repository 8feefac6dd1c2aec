using System.Text.Json.Nodes;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Integration.Tests.Crds;

public sealed class MalformedManifestTests(ApiServerFixture server)
{
    [Fact]
    public async Task ValidManifest_Created_IsAccepted()
    {
        server.SkipWithoutServer();

        var answer = await TryAsync(CampaignManifest.Valid());

        Assert.True(answer.IsSuccess, answer.Message);
    }

    [Theory]
    [MemberData(nameof(Malformed.BySchema), MemberType = typeof(Malformed))]
    public async Task MalformedManifest_Created_IsRefusedWithTheFieldsName(string path, string? json, string named)
    {
        server.SkipWithoutServer();

        var answer = await TryAsync(CampaignManifest.With(path, json));

        Assert.Equal(422, answer.Code);
        Assert.Contains(Answer.WithoutIndexes(named), Answer.WithoutIndexes(answer.Message), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Malformed.ByRule), MemberType = typeof(Malformed))]
    public async Task FieldsThatContradict_Created_AreRefusedWithTheRule(string path, string? json, string rule)
    {
        server.SkipBefore(29, "rules in CRDs");

        var answer = await TryAsync(CampaignManifest.With(path, json));

        Assert.Equal(422, answer.Code);
        Assert.Contains(rule, answer.Message, StringComparison.Ordinal);
    }

    /// <summary>What lint accepts the API server does, too.</summary>
    [Theory]
    [InlineData("""{"inject": {"rate": 1, "during": "1s"}}""")]
    [InlineData("""{"simulations": [{"keepConstant": {"copies": 1, "during": "1s"}}, {"rampingInject": {"rate": 1, "during": "2s"}}], "connections": {"policy": "Pool"}}""")]
    [InlineData("""{"keepConstant": {"copies": 2, "during": "1s"}, "connections": {"max": 1}}""")]
    [InlineData("""{"inject": {"rate": 1, "during": "1s"}, "connections": {"policy": "PerRequest", "max": 1}}""")]
    [InlineData("""{"keepConstant": {"copies": 1, "during": "1s"}}""", "Http2")]
    public async Task QueueMetric_WhereRequestsMayWait_IsAccepted(string load, string protocol = "Http1")
    {
        server.SkipBefore(29, "rules in CRDs");

        foreach (var spec in new[] { Malformed.QueueCompared(load, protocol), Malformed.QueueBounded(load, protocol) })
        {
            var answer = await TryAsync(CampaignManifest.With("spec", spec));

            Assert.True(answer.IsSuccess, answer.Message);
            Assert.False(Manifest.Read(new StringReader(CampaignManifest.With("spec", spec).ToJsonString())).HasErrors);
        }
    }

    [Fact]
    public async Task UnknownField_Created_IsRefused()
    {
        server.SkipBefore(25, "strict field validation");

        var answer = await TryAsync(CampaignManifest.With("spec.rounds.cout", "10"));

        Assert.Equal(400, answer.Code);
        Assert.Contains("spec.rounds.cout", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameTooLongForItsPods_Created_IsRefused()
    {
        server.SkipBefore(29, "rules in CRDs");

        var answer = await TryAsync(CampaignManifest.Valid(new string('a', 53)));

        Assert.Equal(422, answer.Code);
        Assert.Contains("up to 52 characters", answer.Message, StringComparison.Ordinal);
    }

    /// <summary>Without a cluster the same mistakes must be found: both sides have one source.</summary>
    [Theory]
    [MemberData(nameof(Malformed.BySchema), MemberType = typeof(Malformed))]
    [MemberData(nameof(Malformed.ByRule), MemberType = typeof(Malformed))]
    public void MalformedManifest_Linted_IsRefusedToo(string path, string? json, string named)
    {
        var manifest = Manifest.Read(new StringReader(CampaignManifest.With(path, json).ToJsonString()));

        Assert.True(manifest.HasErrors, $"lint accepts what the API server refuses for {named}");
    }

    private async Task<Answer> TryAsync(JsonObject manifest) =>
        await new CampaignApi(server, "default").CreateAsync(manifest.ToJsonString(), dryRun: true);
}
