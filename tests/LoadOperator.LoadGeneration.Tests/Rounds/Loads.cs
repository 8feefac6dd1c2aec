using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

/// <summary>Rounds of one generator, started at once.</summary>
internal static class Loads
{
    public static Simulation Inject(double rate, double seconds) => new() { Inject = new Inject { Rate = rate, During = Duration.FromSeconds(seconds) } };

    public static async Task<RoundReport> RunAsync(string url, Simulation simulation, double warmUp = 0, HttpRequest? http = null, Scenario? scenario = null, TargetTls? tls = null, HttpProtocol protocol = HttpProtocol.Http1)
    {
        using var engine = new RoundEngine(TimeProvider.System);
        return await RunAsync(engine, Plan(url, simulation, warmUp, http, scenario, tls, protocol));
    }

    public static async Task<RoundReport> RunAsync(RoundEngine engine, RoundPlan plan)
    {
        using var round = engine.Start(plan);
        return await round.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public static RoundPlan Plan(string url, Simulation simulation, double warmUp = 0, HttpRequest? http = null, Scenario? scenario = null, TargetTls? tls = null, HttpProtocol protocol = HttpProtocol.Http1) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = url, Protocol = protocol, Tls = tls },
        Scenarios = [scenario ?? new Scenario { Name = "default", Steps = [new Step { Name = "request", Http = http ?? new HttpRequest() }] }],
        Simulations = [simulation],
        WarmUp = Duration.FromSeconds(warmUp),
        Seed = 1,
        Share = Share.Whole,
        StartAt = TimeProvider.System.GetUtcNow().AddMilliseconds(50),
    };
}
