using System.Text;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Tests.Answers;

public sealed class JsonQueryTests
{
    private const string Order = """ {"skip":{"id":0},"id":17,"name":"Gr\u00f6\u00dfe \"L\"","paid":true,"note":null,"order id":"o-1","items":[{"sku":"a"},{"sku":"b","tags":["x", "y"]}],"total":1.50} """;

    [Theory]
    [InlineData("$.id", "17")]
    [InlineData("$.name", "Größe \"L\"")]
    [InlineData("$.paid", "true")]
    [InlineData("$.total", "1.50")]
    [InlineData("$.skip", """{"id":0}""")]
    [InlineData("$['order id']", "o-1")]
    [InlineData("""$["order id"]""", "o-1")]
    [InlineData("$.items[0].sku", "a")]
    [InlineData("$.items[1]['tags'][1]", "y")]
    [InlineData("$.items[-1].sku", "b")]
    [InlineData("$.items[-2].sku", "a")]
    [InlineData("$.items[1].tags", """["x", "y"]""")]
    public void TryRead_PathThatLeadsSomewhere_GivesTheValue(string path, string expected) => Assert.Equal(expected, Read(path, Order));

    [Theory]
    [InlineData("$.nothing")]
    [InlineData("$.note")]
    [InlineData("$.id.more")]
    [InlineData("$.id[0]")]
    [InlineData("$.items.sku")]
    [InlineData("$.items[2]")]
    [InlineData("$.items[-3]")]
    public void TryRead_PathThatLeadsNowhere_GivesNone(string path) => Assert.Null(Read(path, Order));

    [Theory]
    [InlineData("$", "")]
    [InlineData("$", "no JSON")]
    [InlineData("$.a", "[1]")]
    [InlineData("$.b", """{"a":1""")]
    [InlineData("$.a[-1]", """{"a":[1,2""")]
    [InlineData("$.a", """{"a":{"b":1""")]
    [InlineData("$.a", """{"a":"\ud800"}""")]
    public void TryRead_TextThatIsNotWhole_GivesNone(string path, string json) => Assert.Null(Read(path, json));

    [Fact]
    public void TryRead_ValueBeforeWhereTheTextEnds_IsFound() => Assert.Equal("1", Read("$.a", """{"a":1,"b":"""));

    [Fact]
    public void TryRead_BytesThatAreNoText_GivesNone() => Assert.False(new JsonQuery("$.a").TryRead([.. "{\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8], new ReusedBuffer()));

    [Fact]
    public void TryRead_WholeText_IsItself() => Assert.Equal("5", Read("$", "5"));

    private static string? Read(string path, string json)
    {
        var value = new ReusedBuffer();
        return new JsonQuery(path).TryRead(Encoding.UTF8.GetBytes(json), value) ? Encoding.UTF8.GetString(value.Written.Span) : null;
    }
}
