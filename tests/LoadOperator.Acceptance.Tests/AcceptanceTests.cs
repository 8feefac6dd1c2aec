namespace LoadOperator.Acceptance.Tests;

public sealed class AcceptanceTests
{
    [Fact]
    public void Run_Twice_CountsTheSame() => Assert.Equal(Cells.All[0].Run(100).Hits, Cells.All[0].Run(100).Hits);

    [Theory]
    [InlineData(100, true)]
    [InlineData(130, true)]
    [InlineData(200, false)]
    public void IsMet_AtMost_LeavesRoomForChanceOnly(long hits, bool met) => Assert.Equal(met, Requirement.AtMost(0.012).IsMet(hits, 10_000));

    [Theory]
    [InlineData(8000, true)]
    [InlineData(8200, true)]
    [InlineData(7500, false)]
    [InlineData(8600, false)]
    public void IsMet_Near_HoldsOnBothSides(long hits, bool met) => Assert.Equal(met, Requirement.Near(0.8).IsMet(hits, 10_000));

    [Fact]
    public void Report_MissedRequirement_IsNamed()
    {
        var cell = Cells.All[0];

        var text = AcceptanceReport.Of([new CellResult(cell, 100, 10_000), new CellResult(cell, 300, 10_000)]);

        Assert.Contains($"| {cell.Name} | at most 1.2 % | 1.00 % | met |", text, StringComparison.Ordinal);
        Assert.Contains("| 3.00 % | **missed** |", text, StringComparison.Ordinal);
    }
}
