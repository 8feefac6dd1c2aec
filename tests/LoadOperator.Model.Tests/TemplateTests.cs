using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Tests;

public sealed class TemplateTests
{
    [Fact]
    public void Parse_AllPlaceholders_AreParts()
    {
        var template = Template.Parse("a{{uuid}}b{{ seq }}{{random -5 10}}{{campaign}}");

        Assert.Equal(
            [new TemplatePart.Text("a"), new TemplatePart.Uuid(), new TemplatePart.Text("b"), new TemplatePart.Sequence(), new TemplatePart.Random(-5, 10), new TemplatePart.Variable("campaign")],
            template.Parts);
    }

    [Theory]
    [InlineData("{{users.}}")]
    [InlineData("{{users.a.b}}")]
    [InlineData("{{1st}}")]
    [InlineData("{{a b}}")]
    [InlineData("x {{random 5 1}}")]
    [InlineData("{{random 1}}")]
    [InlineData("{{}}")]
    public void ErrorIn_UnknownPlaceholder_NamesIt(string text) => Assert.Contains(Template.ErrorIn(text)!, text);

    [Fact]
    public void Variables_OfATemplate_AreNamedOnce() => Assert.Equal(["id", "users.e-mail"], Template.Parse("{{id}}{{users.e-mail}}{{ id }}{{seq}}").Variables);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"a\":{\"b\":1}}")]
    [InlineData("{ {uuid} }")]
    public void ErrorIn_NoPlaceholder_IsFine(string? text) => Assert.Null(Template.ErrorIn(text));
}
