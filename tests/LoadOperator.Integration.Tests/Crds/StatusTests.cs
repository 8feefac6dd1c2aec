using System.Text.Json;
using System.Text.Json.Nodes;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Crds;

public sealed class StatusTests(ApiServerFixture server)
{
    private const string Finished = """
        {"status": {
          "phase": "Completed", "verdict": "Regression", "severity": "Critical", "summary": "latency.p95 +7.2%",
          "headline": {"metric": "latency.p95", "delta": "+7.2%", "pValue": "3e-06", "rounds": "10/10", "against": "orders-stable"},
          "conditions": [{"type": "Complete", "status": "True", "reason": "Completed", "message": "m", "lastTransitionTime": "2026-01-01T00:00:00Z"}]
        }}
        """;

    [Fact]
    public async Task Status_WrittenByItsSubresource_LeavesTheSpecAlone()
    {
        var api = await CampaignAsync();
        var patch = JsonNode.Parse(Finished)!;
        patch["spec"] = JsonNode.Parse("""{"rounds": {"count": 50}}""");

        var answer = await api.PatchAsync("valid", patch.ToJsonString(), "/status");

        Assert.True(answer.IsSuccess, answer.Message);
        Assert.Equal("Regression", answer.Body["status"]!["verdict"]!.ToString());
        Assert.Equal(10, answer.Body["spec"]!["rounds"]!["count"]!.GetValue<int>());
        Assert.Equal(1, answer.Body["metadata"]!["generation"]!.GetValue<int>());
    }

    /// <summary>A field that the schema does not know would be dropped without a word.</summary>
    [Fact]
    public async Task Status_WithEveryField_IsKeptAsTheTypesWriteIt()
    {
        var api = await CampaignAsync();
        var status = SampleValue.Of(typeof(LoadCampaignStatus)).Deserialize<LoadCampaignStatus>(ModelJson.Compact);
        var written = JsonNode.Parse(JsonSerializer.Serialize(status, ModelJson.Compact));

        var answer = await api.PatchAsync("valid", new JsonObject { ["status"] = written!.DeepClone() }.ToJsonString(), "/status");

        Assert.True(answer.IsSuccess, answer.Message);
        Assert.Equal(written, answer.Body["status"], JsonNode.DeepEquals);
    }

    [Fact]
    public async Task Status_WrittenWithTheObject_IsIgnored()
    {
        var api = await CampaignAsync();

        var answer = await api.PatchAsync("valid", Finished);

        Assert.True(answer.IsSuccess, answer.Message);
        Assert.Null(answer.Body["status"]);
    }

    [Theory]
    [InlineData("""{"phase": "Done"}""", "status.phase")]
    [InlineData("""{"verdict": "Regression"}""", "status.phase")]
    [InlineData("""{"phase": "Running", "rounds": {"completed": "one", "planned": 10, "discarded": 0}}""", "status.rounds.completed")]
    [InlineData("""{"phase": "Running", "conditions": [{"type": "Ready", "status": "Maybe", "reason": "R", "message": "m", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}""", "status.conditions[0].status")]
    public async Task MalformedStatus_Written_IsRefusedWithTheFieldsName(string status, string named)
    {
        var api = await CampaignAsync();

        var answer = await api.PatchAsync("valid", $$"""{"status": {{status}}}""", "/status");

        Assert.Equal(422, answer.Code);
        Assert.Contains(Answer.WithoutIndexes(named), Answer.WithoutIndexes(answer.Message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_AppliedByTwoManagers_AreKeptByTheirType()
    {
        // 1.20 builds no model of a CRD that holds an int-or-string, and then takes every list for atomic.
        server.SkipBefore(22, "server-side apply by the CRD's own model");
        var api = await CampaignAsync();

        await api.ApplyStatusAsync("valid", "first", Condition("Ready"));
        var answer = await api.ApplyStatusAsync("valid", "second", Condition("Complete"));

        Assert.True(answer.IsSuccess, answer.Message);
        Assert.Equal(["Ready", "Complete"], answer.Body["status"]!["conditions"]!.AsArray().Select(c => c!["type"]!.ToString()));
    }

    [Fact]
    public async Task Table_OfAFinishedCampaign_AnswersAtAGlance()
    {
        var api = await CampaignAsync();
        await api.PatchAsync("valid", Finished, "/status");

        var table = (await api.GetAsync("valid", "application/json;as=Table;v=v1;g=meta.k8s.io")).Body;

        var columns = table["columnDefinitions"]!.AsArray();
        Assert.Equal(["Name", "Phase", "Verdict", "Delta", "P", "Rounds", "Against", "Age"], NamesOf(columns, priority: 0));
        Assert.Equal(["Severity", "Summary"], NamesOf(columns, priority: 1));
        var cells = table["rows"]![0]!["cells"]!.AsArray().Select(c => c?.ToString()).ToArray();
        Assert.Equal(["valid", "Completed", "Regression", "+7.2%", "3e-06", "10/10", "orders-stable", "Critical", "latency.p95 +7.2%"], cells[..9]);
    }

    [Theory]
    [InlineData("Preparing", false)]
    [InlineData("Running", false)]
    [InlineData("Analyzing", false)]
    [InlineData("Pending", true)]
    [InlineData("Completed", true)]
    [InlineData("Failed", true)]
    [InlineData("Suspended", true)]
    [InlineData("Suspended", false, "2026-01-01T00:00:00Z")]
    public async Task Spec_EditedInThisPhase_IsLockedWhileARunIsUnderWay(string phase, bool allowed, string? startTime = null)
    {
        server.SkipBefore(29, "rules in CRDs");
        var api = await CampaignAsync();
        await api.PatchAsync("valid", JsonSerializer.Serialize(new { status = new { phase, startTime } }), "/status");

        var answer = await api.PatchAsync("valid", """{"spec": {"rounds": {"count": 50}}}""");

        Assert.Equal(allowed, answer.IsSuccess);
        if (!allowed) Assert.Contains("while a run is under way", answer.Message, StringComparison.Ordinal);
        var other = await api.PatchAsync("valid", """{"spec": {"suspend": true, "ttlSecondsAfterFinished": 60}}""");
        Assert.True(other.IsSuccess, other.Message);
    }

    private async Task<CampaignApi> CampaignAsync()
    {
        server.SkipWithoutServer();
        var api = new CampaignApi(server, await server.CreateNamespaceAsync("status"));
        var created = await api.CreateAsync(CampaignManifest.Valid().ToJsonString());
        Assert.True(created.IsSuccess, created.Message);
        return api;
    }

    private static string Condition(string type) => $$"""{"phase": "Running", "conditions": [{"type": "{{type}}", "status": "True", "reason": "R", "message": "m", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}""";

    private static IEnumerable<string> NamesOf(JsonArray columns, int priority) =>
        columns.Where(c => c!["priority"]!.GetValue<int>() == priority).Select(c => c!["name"]!.ToString());
}
