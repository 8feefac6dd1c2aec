namespace LoadOperator.Acceptance.Tests;

/// <summary>Every cell of the acceptance suite with few campaigns: enough to see a verdict that is grossly wrong. <c>make acceptance</c> runs them in full.</summary>
public sealed class CellTests
{
    private const int Campaigns = 200;

    public static TheoryData<string> Names => [.. Cells.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_FewCampaigns_LeaveNoDoubtOfNone(string name)
    {
        var result = Cells.All.Single(c => c.Name == name).Run(Campaigns);

        Assert.True(result.IsMet, $"{name}: {result.Hits} of {Campaigns}, required {result.Cell.Required.Text}");
    }
}
