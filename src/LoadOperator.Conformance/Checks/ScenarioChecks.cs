using LoadOperator.Conformance.Probes;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>Steps and scenarios.</summary>
internal static class ScenarioChecks
{
    private static readonly HttpRequest One = new() { Path = "/one" };
    private static readonly HttpRequest Two = new() { Path = "/two" };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("scenario.steps", "steps run one after the other, each reported by its name", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 1), Bench.Scenario(One, Two)), cancellation).ConfigureAwait(false);
            found.Equal("requests", 40, report.Requests);
            found.Equal("steps", "probe/step-1: 20, probe/step-2: 20", string.Join(", ", report.Steps.Select(s => $"{s.Scenario}/{s.Step}: {s.Requests}")));
            foreach (var step in report.Steps) found.Equal($"values in responseTime of {step.Step}", step.Requests, Bench.Percentile(step.ResponseTime, 50).Count);
            found.Equal("health.sent", 20, report.Health?.Sent);
        }),
        new("scenario.failed-step", "a failed step ends its scenario", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => new ProbeAnswer { Status = 500 });
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 1), Bench.Scenario(One, Two)), cancellation).ConfigureAwait(false);
            found.Equal("requests of /two", 0, target.Seen.Count(r => r.Path == "/two"));
            found.Equal("errors", 20, report.Errors);
        }),
        new("scenario.weights", "scenarios are drawn by their weights", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var often = Bench.Scenario(One) with { Name = "often", Weight = 3 };
            var seldom = Bench.Scenario(Two) with { Name = "seldom" };
            await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(100, 2), often, seldom), cancellation).ConfigureAwait(false);
            // 150 of 200, give or take four standard deviations.
            found.Between("requests of a scenario with weight 3 of 4, of 200", 126, 174, target.Seen.Count(r => r.Path == "/one"));
        }),
    ];
}
