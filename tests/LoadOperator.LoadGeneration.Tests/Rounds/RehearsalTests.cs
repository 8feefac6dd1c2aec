using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

public sealed class RehearsalTests
{
    [Fact]
    public async Task Run_BothModelsAndTls_GoWell()
    {
        using var engine = new RoundEngine(TimeProvider.System);

        var reports = await Rehearsal.RunAsync(engine, TimeProvider.System);

        Assert.Equal(5, reports.Count);
        Assert.All(reports, r => Assert.Equal((RoundState.Completed, 0L), (r.State, r.Errors)));
        Assert.All(reports, r => Assert.True(r.Requests > 50, $"{r.Requests} requests"));
        Assert.Equal([false, false, true, false, true], reports.Select(r => r.Split!.Tls is not null));
    }
}
