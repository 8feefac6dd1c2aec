using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Rounds;

public sealed class PartsSoFarTests
{
    [Fact]
    public void With_RoundsOfBothSides_KeepsTheGeometricMeanOfEachPart()
    {
        IReadOnlyList<LatencyPartStatus> parts = [];
        parts = parts.With(Side.Candidate, [new LatencyPartTimes(LatencyPart.FirstByte, 1, 2, 3)]);
        parts = parts.With(Side.Control, [new LatencyPartTimes(LatencyPart.FirstByte, 5, 5, 5)]);
        parts = parts.With(Side.Candidate, [new LatencyPartTimes(LatencyPart.Queue, 7, 8, 9), new LatencyPartTimes(LatencyPart.FirstByte, 4, 8, 27)]);

        Assert.Equal([(Side.Control, LatencyPart.FirstByte, 1), (Side.Candidate, LatencyPart.Queue, 1), (Side.Candidate, LatencyPart.FirstByte, 2)], parts.Select(p => (p.Side, p.Part, p.Rounds)));
        Assert.Equal((2.0, 4.0, 9.0), (Math.Round(parts[2].P50Ms, 9), Math.Round(parts[2].P95Ms, 9), Math.Round(parts[2].P99Ms, 9)));
    }

    [Fact]
    public void Ended_RoundsWithParts_AreInTheStatusAndNotKept()
    {
        var plan = Plan();
        var state = Run(plan, id => Round(10) with { Parts = [new LatencyPartTimes(LatencyPart.Total, 10, id.Side == Side.Control ? 20 : 30, 40)] });

        var status = StatusOf(plan, state);

        Assert.Equal([(Side.Control, 3, 20.0), (Side.Candidate, 3, 30.0)], status.LatencyParts!.Select(p => (p.Side, p.Rounds, Math.Round(p.P95Ms, 9))));
        Assert.All(state.Rounds, r => Assert.Empty(r.Measurement!.Parts));
    }

    [Fact]
    public void Ended_InvalidRound_CountsForNothing()
    {
        var plan = Plan();
        var state = Run(plan, id => Round(10, health: id is { Pair: 1, Attempt: 1 } ? Fit with { Sent = 0 } : Fit) with { Parts = [new LatencyPartTimes(LatencyPart.Total, 1, 1, 1)] });

        Assert.All(StatusOf(plan, state).LatencyParts!, p => Assert.Equal(3, p.Rounds));
    }

    [Fact]
    public void Ended_NoParts_AreNoListInTheStatus() => Assert.Null(StatusOf(Plan(), Run(Plan(), _ => Round(10))).LatencyParts);
}
