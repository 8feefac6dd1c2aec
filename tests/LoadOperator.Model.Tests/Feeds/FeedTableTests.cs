using System.Text;
using LoadOperator.Model.Feeds;

namespace LoadOperator.Model.Tests.Feeds;

public sealed class FeedTableTests
{
    [Theory]
    [InlineData("id,name\n1,Ann\n2,Bob\n")]
    [InlineData("id,name\r\n1,Ann\r\n\r\n2,Bob")]
    [InlineData("\uFEFFid,name\n\"1\",Ann\n2,\"Bob\"\r\n")]
    public void Read_Csv_GivesItsRows(string text)
    {
        var table = Read("users.csv", text);

        Assert.Equal(["id", "name"], table.Columns);
        Assert.Equal([["1", "Ann"], ["2", "Bob"]], table.Rows);
    }

    [Fact]
    public void Read_QuotedFields_MayHoldWhatEndsOthers() =>
        Assert.Equal([["a,b", "line one\r\nline \"two\"", ""], ["", "", " c "]], Read("users.csv", "x,y,z\n\"a,b\",\"line one\r\nline \"\"two\"\"\",\n,\"\", c \n").Rows);

    [Fact]
    public void Read_Json_GivesItsRowsInTheOrderOfTheFirst()
    {
        var table = Read("users.json", """[{"id": 1, "name": "Gr\u00fcn", "tags": ["a"]}, {"tags": null, "name": "x", "id": 2.50, "more": true}]""");

        Assert.Equal(["id", "name", "tags"], table.Columns);
        Assert.Equal([["1", "Grün", """["a"]"""], ["2.50", "x", ""]], table.Rows);
    }

    [Theory]
    [InlineData("users.csv", "", "users.csv: is empty")]
    [InlineData("users.csv", "id,name\n", "users.csv: has 0 rows; allowed: 1 to 100,000")]
    [InlineData("users.csv", "id,name\n1,a\n\n2\n", "users.csv: line 4: has 1 fields, and the first line 2")]
    [InlineData("users.csv", "id,name\n\"a\nb\",x\n2\n", "users.csv: line 4: has 1 fields")]
    [InlineData("users.csv", "id\n\"a", "users.csv: line 2: a field that begins with a quote does not end with one")]
    [InlineData("users.csv", "id\n\"a\"b\n", "users.csv: line 2: after the quote that ends a field stands 'b'")]
    [InlineData("users.csv", "id,id\n1,2", "users.csv: has the column 'id' twice")]
    [InlineData("users.json", "{}", "users.json: must be a list of objects")]
    [InlineData("users.json", "[1]", "users.json: row 1: must be an object")]
    [InlineData("users.json", """[{"a": 1}, {"b": 1}]""", "users.json: row 2: has no 'a', which the first row has")]
    [InlineData("users.json", "[", "users.json: is no JSON")]
    [InlineData("users.json", "[]", "users.json: has 0 rows")]
    public void Read_WrongFile_IsRefusedWithThePlace(string file, string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Read(file, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TooMuch_NamesTheLimit()
    {
        Assert.Equal("users.csv: has 1,048,577 bytes; allowed: up to 1,048,576", Refusal(new string('a', FeedTable.MostBytes + 1)));
        Assert.Equal("users.csv: has 100,001 rows; allowed: 1 to 100,000", Refusal("a\n" + string.Concat(Enumerable.Repeat("1\n", FeedTable.MostRows + 1))));
        Assert.Equal("users.csv: has 65 columns; allowed: up to 64", Refusal(string.Join(',', Enumerable.Range(0, 65)) + "\n" + string.Join(',', Enumerable.Range(0, 65))));
    }

    [Fact]
    public void Read_OtherEncoding_IsRefused() => Assert.Equal("users.csv: is not UTF-8", Assert.Throws<FormatException>(() => FeedTable.Read("users.csv", Encoding.Latin1.GetBytes("a\nü"))).Message);

    private static string Refusal(string text) => Assert.Throws<FormatException>(() => Read("users.csv", text)).Message;

    private static FeedTable Read(string file, string text) => FeedTable.Read(file, Encoding.UTF8.GetBytes(text));
}
