using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime.Tests;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1,"c":3}}""", """{"a":{"c":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2,3]}""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":"text"}""", """{"a":"text"}""")]
    public void Between_TwoObjects_IsWhatDiffers(string from, string to, string? expected) =>
        Assert.Equal(expected, MergePatch.Between(Parse(from), Parse(to))?.ToJsonString());

    [Fact]
    public void Between_NothingAndAnObject_IsTheObject() => Assert.Equal("""{"a":1}""", MergePatch.Between(null, Parse("""{"a":1}"""))!.ToJsonString());

    /// <summary>The law of RFC 7396: the patch, applied to the one, gives the other.</summary>
    [Fact]
    public void Between_AppliedToTheFirst_GivesTheSecond() =>
        Gen.Select(Objects(2), Objects(2)).Sample((from, to) =>
        {
            var patch = MergePatch.Between(Parse(from.ToJsonString()), Parse(to.ToJsonString()));
            var result = Apply(from.DeepClone(), patch ?? new JsonObject());
            Assert.True(JsonNode.DeepEquals(to, result), $"{from.ToJsonString()} + {patch?.ToJsonString()} = {result?.ToJsonString()}, not {to.ToJsonString()}");
        });

    private static Gen<JsonObject> Objects(int depth) =>
        Gen.Select(Gen.Char['a', 'd'], Values(depth)).Array[0, 4].Select(fields =>
        {
            var result = new JsonObject();
            foreach (var (name, value) in fields) result[name.ToString()] = value.DeepClone();
            return result;
        });

    private static Gen<JsonNode> Values(int depth) => depth == 0
        ? Gen.Int[0, 3].Select(JsonNode (i) => JsonValue.Create(i))
        : Gen.OneOf(Gen.Int[0, 3].Select(JsonNode (i) => JsonValue.Create(i)), Objects(depth - 1).Select(JsonNode (o) => o), Gen.Int[0, 3].Array[0, 3].Select(JsonNode (a) => new JsonArray([.. a.Select(i => (JsonNode)i)])));

    private static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = target as JsonObject ?? new JsonObject();
        foreach (var (name, value) in changes)
        {
            if (value is null) result.Remove(name);
            else
            {
                var before = result[name];
                result.Remove(name);
                result[name] = Apply(before, value);
            }
        }

        return result;
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
