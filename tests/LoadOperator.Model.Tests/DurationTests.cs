using CsCheck;

namespace LoadOperator.Model.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("2h0m1s", 7_201_000)]
    [InlineData("0", 0)]
    public void Parse_Duration_IsRead(string text, double milliseconds) => Assert.Equal(milliseconds, Duration.Parse(text).Milliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1s ")]
    [InlineData("1x")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999h")]
    [InlineData("PT5S")]
    public void TryParse_NoDuration_IsRefused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void ToString_AnyDuration_ReadsBackTheSame() =>
        Gen.Long[0, TimeSpan.TicksPerDay * 3].Sample(ticks =>
        {
            var duration = new Duration(TimeSpan.FromTicks(ticks));
            return Duration.Parse(duration.ToString()) == duration;
        });

    [Theory]
    [InlineData(90, "1m30s")]
    [InlineData(0.5, "500ms")]
    [InlineData(0.0000015, "1.5us")]
    [InlineData(3600, "1h")]
    public void ToString_Duration_ReadsAsInAManifest(double seconds, string text) => Assert.Equal(text, Duration.FromSeconds(seconds).ToString());
}
