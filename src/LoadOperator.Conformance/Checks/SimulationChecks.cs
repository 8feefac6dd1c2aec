using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>The simulations beyond inject and keepConstant.</summary>
internal static class SimulationChecks
{
    private static readonly Duration TwoSeconds = Duration.FromSeconds(2);
    private static readonly ProbeAnswer InTwentyMs = new() { Delay = TimeSpan.FromMilliseconds(20) };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("simulation.ramping-inject", "the rate goes evenly from 0: a quarter of the arrivals in the first half of the time", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, new Simulation { RampingInject = new RampingInject { Rate = 100, During = TwoSeconds } });
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", 100, report.Requests);
            found.Equal("health.scheduled", 100, report.Health?.Scheduled);
            found.Between("requests in the first half of the time", 21, 29, Before(target, plan, 1));
        }),
        new("simulation.ramping-inject-down", "a ramp begins at the rate at which the phase before ended", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(100, 0.5)) with { Simulations = [Bench.Inject(100, 0.5), new Simulation { RampingInject = new RampingInject { Rate = 0, During = TwoSeconds } }] };
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", 150, report.Requests);
            found.Between("requests before the middle of the ramp", 121, 129, Before(target, plan, 1.5));
        }),
        new("simulation.inject-random", "each interval starts as many as follow from the seed, between the two bounds", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var simulation = new Simulation { InjectRandom = new InjectRandom { MinRate = 20, MaxRate = 60, Interval = Duration.FromMilliseconds(500), During = TwoSeconds } };
            foreach (var seed in new[] { 1L, 2 })
            {
                var report = await bench.RunAsync(bench.Plan(target.Url, simulation) with { Seed = seed }, cancellation).ConfigureAwait(false);
                found.Equal($"requests with seed {seed}", LoadPhase.Of([simulation])[0].ArrivalsOf(seed), report.Requests);
            }
        }),
        new("simulation.iterations-for-inject", "as many scenarios start as are given, at the rate that is given", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, new Simulation { IterationsForInject = new IterationsForInject { Rate = 50, Iterations = 37 } });
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", 37, report.Requests);
            found.Between("requests in the first half second", 22, 26, Before(target, plan, 0.5));
        }),
        new("simulation.ramping-constant", "users come evenly until there are as many as planned", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => InTwentyMs);
            var plan = bench.Plan(target.Url, new Simulation { RampingConstant = new RampingConstant { Copies = 8, During = TwoSeconds } });
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Between("requests that waited at one time", 7, 8, target.MostAtOnce);
            // A quarter of the users' time lies in the first half.
            found.Between("the part of the requests in the first half of the time", 0.1, 0.4, Before(target, plan, 1) / (double)Math.Max(1, report.Requests));
        }),
        new("simulation.iterations-for-constant", "users run scenarios until all together have run as many as planned", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => InTwentyMs);
            var report = await bench.RunAsync(bench.Plan(target.Url, new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 4, Iterations = 42 } }), cancellation).ConfigureAwait(false);
            found.Equal("requests", 42, report.Requests);
            found.Equal("requests at the target", 42, target.Seen.Count);
            found.Equal("requests that waited at one time", 4, target.MostAtOnce);
            found.Between("measuredSeconds, to the end of the last scenario", 0.21, 2, report.MeasuredSeconds);
        }),
        new("simulation.pause", "during a pause nothing is sent, and what comes after it is due after it", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(50, 0.5)) with { Simulations = [Bench.Inject(50, 0.5), new Simulation { Pause = new Pause { During = Duration.FromSeconds(1) } }, Bench.Inject(50, 0.5)] };
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", 50, report.Requests);
            found.Equal("requests before the end of the pause", 25, Before(target, plan, 1.49));
        }),
    ];

    /// <summary>How many requests came to the target before this time of the round.</summary>
    private static int Before(ProbeTarget target, RoundPlan plan, double seconds) => target.Seen.Count(r => r.At < plan.StartAt.AddSeconds(seconds));
}
