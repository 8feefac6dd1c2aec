using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Rounds;

public sealed class SlowestSoFarTests
{
    [Fact]
    public void Ended_RoundsWithTraces_KeepTheSlowestOfEachSideInTheStatusAlone()
    {
        var plan = Plan();
        var state = Run(plan, id => Round(10) with { SlowestTraces = [.. new[] { 3, 2, 1 }.Select(i => new TracedRequest($"{id}-{i}", "s", "t", 10 * id.Pair + i, i == 2 ? "timeout" : null))] });

        var traces = StatusOf(plan, state).SlowestTraces!;

        Assert.Equal(2 * TracedRequest.MostKept, traces.Count);
        Assert.Equal([33.0, 32, 31, 23, 22], traces.Where(t => t.Side == Side.Candidate).Select(t => t.Milliseconds));
        Assert.All(traces, t => Assert.Equal(t.TraceId, $"{t.Round}-{t.Milliseconds % 10}"));
        Assert.Equal("timeout", traces[1].Error);
        Assert.All(state.Rounds, r => Assert.Empty(r.Measurement!.SlowestTraces));
    }

    [Fact]
    public void Ended_NoTraces_AreNoListInTheStatus() => Assert.Null(StatusOf(Plan(), Run(Plan(), _ => Round(10))).SlowestTraces);
}
