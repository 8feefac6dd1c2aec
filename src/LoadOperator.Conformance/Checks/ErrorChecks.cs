using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>What counts as failed, and as what.</summary>
internal static class ErrorChecks
{
    private const int Count = 20;
    private static readonly Simulation Load = Bench.Inject(Count, 1);

    public static IReadOnlyList<Check> All { get; } =
    [
        new("error.status", "an unexpected status is a failure, by its number", (bench, found, cancellation) => OfAsync(bench, (_, k) => k % 2 == 0 ? ProbeAnswer.Ok : new ProbeAnswer { Status = 503 }, new HttpRequest(), Count / 2, ["status-503"], found, cancellation)),
        new("error.expected-status", "a status that the step expects is none", (bench, found, cancellation) => OfAsync(bench, (_, _) => new ProbeAnswer { Status = 418 }, new HttpRequest { Expect = new Expectation { Status = [418] } }, 0, [], found, cancellation)),
        new("error.redirect", "a redirect is an answer, and not followed", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => new ProbeAnswer { Status = 302, Header = "Location: /elsewhere" });
            var report = await bench.RunAsync(bench.Plan(target.Url, Load), cancellation).ConfigureAwait(false);
            found.Equal("requests of the place redirected to", 0, target.Seen.Count(r => r.Path == "/elsewhere"));
            found.Equal("errors", 0, report.Errors);
        }),
        new("error.hang-up", "a connection that ends without an answer is a failure of the target", (bench, found, cancellation) => OfAsync(bench, (_, _) => new ProbeAnswer { HangsUp = true }, new HttpRequest(), Count, ["reset", "protocol"], found, cancellation)),
        new("error.timeout", "no answer in time is a failure, in the histograms at its time-out", async (bench, found, cancellation) =>
        {
            var report = await OfAsync(bench, (_, _) => new ProbeAnswer { Delay = TimeSpan.FromSeconds(2) }, new HttpRequest { Timeout = Duration.FromMilliseconds(300) }, Count, ["timeout"], found, cancellation).ConfigureAwait(false);
            found.Between("median response time, in ms", 299, 360, Bench.Percentile(report.ResponseTime, 50).Milliseconds);
        }),
        new("error.refused", "a target that nobody serves is a failure of the target, and the round goes on", async (bench, found, cancellation) =>
        {
            string url;
            await using (var gone = bench.Target()) url = gone.Url;
            Failed(found, await bench.RunAsync(bench.Plan(url, Load), cancellation).ConfigureAwait(false), Count, ["connect"]);
        }),
    ];

    private static async Task<RoundReport> OfAsync(Bench bench, Func<ProbeRequest, int, ProbeAnswer> answer, HttpRequest request, int errors, string[] kinds, Findings found, CancellationToken cancellation)
    {
        await using var target = bench.Target(answer);
        var report = await bench.RunAsync(bench.Plan(target.Url, Load, Bench.Scenario(request)), cancellation).ConfigureAwait(false);
        Failed(found, report, errors, kinds);
        return report;
    }

    private static void Failed(Findings found, RoundReport report, int errors, string[] kinds)
    {
        found.Equal("requests", Count, report.Requests);
        found.Equal("errors", errors, report.Errors);
        found.Equal("values in responseTime", Count, Bench.Percentile(report.ResponseTime, 50).Count);
        found.Equal("errors of all kinds", report.Errors, report.ErrorsByKind.Values.Sum());
        foreach (var kind in report.ErrorsByKind.Keys) found.Expect(kinds.Contains(kind), $"errors of kind '{kind}'; expected: {string.Join(" or ", kinds)}");
        found.Equal("health.ownErrors", 0, report.Health?.OwnErrors);
    }
}
