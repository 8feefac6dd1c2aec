using LoadOperator.Comparing.Measurements;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Tests.Measurements;

public sealed class MetricUnitTests
{
    [Theory]
    [InlineData("ns/op", Better.Lower, true)]
    [InlineData("sec/op", Better.Lower, true)]
    [InlineData("p99-ns/op", Better.Lower, true)]
    [InlineData("ms", Better.Lower, true)]
    [InlineData("MB/s", Better.Higher, true)]
    [InlineData("ops/s", Better.Higher, true)]
    [InlineData("1/s", Better.Higher, true)]
    [InlineData("throughput", Better.Higher, true)]
    [InlineData("B/op", Better.Lower, false)]
    [InlineData("allocs/op", Better.Lower, false)]
    [InlineData("misses/op", Better.Lower, false)]
    [InlineData("fraction", Better.Lower, false)]
    public void Unit_Known_SaysWhatIsBetterAndWhetherAClockWasRead(string unit, Better better, bool isClocked) =>
        Assert.Equal((better, isClocked), (MetricUnit.BetterOf(unit), MetricUnit.IsClocked(unit)));
}
