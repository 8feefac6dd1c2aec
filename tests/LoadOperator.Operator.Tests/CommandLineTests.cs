using System.CommandLine;

namespace LoadOperator.Operator.Tests;

public sealed class CommandLineTests
{
    private readonly Option<TimeSpan> _option = new("--wait") { CustomParser = CommandLine.Duration };

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1m30s", 90)]
    [InlineData("00:01:30", 90)]
    [InlineData("1h", 3600)]
    public void Duration_InEitherForm_IsRead(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RootCommand { _option }.Parse(["--wait", text]).GetValue(_option));

    [Theory]
    [InlineData("5x")]
    [InlineData("90")]
    [InlineData("0s")]
    [InlineData("-00:01:00")]
    public void Duration_OfNoUse_IsRefusedByNameAndValue(string text)
    {
        var error = Assert.Single(new RootCommand { _option }.Parse(["--wait", text]).Errors);

        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("--wait", error.Message, StringComparison.Ordinal);
    }
}
