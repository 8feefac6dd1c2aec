using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Short rounds against a target inside this process, in both models and over TLS, so that all code on the way of a request is compiled before the
/// first round. Compiling it under load would cost that round half a second, in which arrivals pile up and open thousands of connections.
/// </summary>
public static class Rehearsal
{
    private const int Users = 4;
    private static readonly Duration Length = Duration.FromMilliseconds(300);
    private static readonly Simulation Open = new() { Inject = new Inject { Rate = 1000, During = Length } };
    private static readonly Simulation Closed = new() { KeepConstant = new KeepConstant { Copies = Users, During = Length } };

    /// <returns>What came of the rounds.</returns>
    public static async Task<IReadOnlyList<RoundReport>> RunAsync(RoundEngine engine, TimeProvider clock)
    {
        var plain = RehearsalTarget.Plain();
        await using (plain.ConfigureAwait(false))
        {
            var secure = RehearsalTarget.Secure(clock.GetUtcNow());
            await using (secure.ConfigureAwait(false))
            {
                return
                [
                    await RunAsync(engine, PlanOf(plain.Address, Open, clock)).ConfigureAwait(false),
                    await RunAsync(engine, PlanOf(plain.Address, Closed, clock)).ConfigureAwait(false),
                    await RunAsync(engine, PlanOf(secure.Address, Open, clock)).ConfigureAwait(false),
                ];
            }
        }
    }

    private static async Task<RoundReport> RunAsync(RoundEngine engine, RoundPlan plan)
    {
        using var round = engine.Start(plan);
        return await round.Completion.ConfigureAwait(false);
    }

    private static RoundPlan PlanOf(TargetAddress target, Simulation simulation, TimeProvider clock) => new()
    {
        Id = "rehearsal",
        Target = target,
        Scenarios = [new Scenario { Name = "rehearsal", Steps = [new Step { Name = "rehearsal", Http = new HttpRequest { Method = "POST", Path = "/{{seq}}", Body = "{{uuid}}{{random 1 9}}" } }] }],
        Simulations = [simulation],
        Seed = 0,
        Share = Share.Whole,
        StartAt = clock.GetUtcNow(),
    };
}
