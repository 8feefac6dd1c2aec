namespace LoadOperator.AgentClient.Tests;

public sealed class GeneratorClientTests
{
    [Theory]
    [InlineData("""{"title": "Bad Request", "status": 400, "detail": "protos: none are given"}""", "protos: none are given")]
    [InlineData("""{"title": "Bad Request"}""", """{"title": "Bad Request"}""")]
    [InlineData("""{"detail": 7}""", """{"detail": 7}""")]
    [InlineData("[1]", "[1]")]
    [InlineData("<html>no</html>", "<html>no</html>")]
    [InlineData("", "")]
    public void DetailOf_Body_IsWhatAPersonIsToRead(string body, string expected) => Assert.Equal(expected, GeneratorClient.DetailOf(body));
}
