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
        // How many a closed load sends is for the machine to say.
        Assert.Equal((300, 300), (reports[0].Requests, reports[2].Requests));
        Assert.All(reports, r => Assert.True(r.Requests > 0));
        Assert.Equal([false, false, true, false, true], reports.Select(r => r.Split!.Tls is not null));
    }
}
