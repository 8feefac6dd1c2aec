using System.Text.Json.Nodes;
using LoadOperator.Model.Schema.OpenApi;

namespace LoadOperator.Model.Tests.Schema;

public sealed class ContractDocumentTests
{
    private static readonly JsonNode Document = JsonNode.Parse(ContractDocument.Create())!;

    [Fact]
    public void CommittedFile_IsWhatTheTypesGive() =>
        Assert.True(ContractDocument.Create() == File.ReadAllText(Path.Join(CampaignCrdTests.Repository(), "docs/reference", ContractDocument.FileName)), $"{ContractDocument.FileName} is not what the types give: run `make crds`");

    [Fact]
    public void References_All_AreThere() =>
        Assert.All(Walk(Document).Where(o => o.ContainsKey("$ref")), o => Assert.NotNull(Document["components"]!["schemas"]![$"{o["$ref"]}".Split('/')[^1]]));

    [Theory]
    [InlineData("RoundPlan", "id", "target", "scenarios", "simulations", "seed", "share", "startAt")]
    [InlineData("RoundReport", "id", "state")]
    [InlineData("ClockReading", "now")]
    public void Component_Required_IsWhatAReaderInsistsOn(string component, params string[] fields) =>
        Assert.Equal(fields, Document["components"]!["schemas"]![component]!["required"]!.AsArray().Select(f => $"{f}"));

    private static IEnumerable<JsonObject> Walk(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).SelectMany(Walk).Prepend(o),
        JsonArray a => a.SelectMany(Walk),
        _ => [],
    };
}
