using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>What a generator need not do, if it does not say that it does: each requirement belongs to a feature.</summary>
internal static class FeatureChecks
{
    private static readonly ProbeAnswer Order = new() { Status = 201, Header = "X-Token: t-9", Body = """{"id": "o-17", "items": [{"sku": "a"}, {"sku": "b"}], "state": "open"}""" };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("extract.values", "values of JSON, of headers and of regular expressions are there for the steps after", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => Order);
            var scenario = Scenario(
                new Step { Name = "one", Http = new HttpRequest { Path = "/one" }, Extract = [From("id", new() { JsonPath = "$.id" }), From("sku", new() { JsonPath = "$['items'][-1].sku" }), From("token", new() { Header = "x-token" }), From("part", new() { Header = "X-Token", Regex = "t-(.)" }), From("state", new() { Regex = "op.n" })] },
                new Step { Name = "two", Http = new HttpRequest { Path = "/{{id}}/{{sku}}/{{part}}/{{state}}", Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer {{token}}" } } });
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 0.5), scenario), cancellation).ConfigureAwait(false);
            found.Equal("errors", 0, report.Errors);
            var second = target.Seen.FirstOrDefault(r => r.Path != "/one") ?? throw new InvalidDataException("no request of the second step came");
            found.Equal("path", "/o-17/b/9/open", second.Path);
            found.Equal("header Authorization", "Bearer t-9", second.Headers.GetValueOrDefault("Authorization", "none"));
        }) { Features = [GeneratorFeatures.Extract] },
        new("extract.missing", "an answer without the value is an error of the kind extract-NAME, and ends the scenario", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => Order);
            var scenario = Scenario(new Step { Name = "one", Http = new HttpRequest(), Extract = [From("no", new() { JsonPath = "$.no" })] }, new Step { Name = "two", Http = new HttpRequest { Path = "/{{no}}" } });
            await FailAsync(bench, found, target, scenario, "extract-no", cancellation).ConfigureAwait(false);
        }) { Features = [GeneratorFeatures.Extract] },
        new("expect.header", "a header that is not as expected is an error of the kind expect-header", (bench, found, cancellation) => ExpectAsync(bench, found, new() { Headers = [new() { Name = "x-token", Regex = "^t-.$" }, new() { Name = "X-Token", EqualTo = "t" }] }, "expect-header", cancellation)) { Features = [GeneratorFeatures.Expect] },
        new("expect.body", "a body that is not as expected is an error of the kind expect-body", (bench, found, cancellation) => ExpectAsync(bench, found, new() { Body = [new() { Contains = "o-17" }, new() { JsonPath = "$.state", EqualTo = "paid" }] }, "expect-body", cancellation)) { Features = [GeneratorFeatures.Expect] },
        new("expect.met", "an answer as expected is no error", (bench, found, cancellation) => ExpectAsync(bench, found, new() { Headers = [new() { Name = "X-Token", Contains = "-" }], Body = [new() { Regex = "o-[0-9]+" }, new() { JsonPath = "$.items[0].sku", EqualTo = "a" }] }, null, cancellation)) { Features = [GeneratorFeatures.Expect] },
        new("think-time", "the next step is sent so long after the answer, and the time is no part of any latency", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var think = new ThinkTime { Uniform = new UniformTime { Min = Duration.FromMilliseconds(300), Max = Duration.FromMilliseconds(400) } };
            var scenario = Scenario(new Step { Name = "one", Http = new HttpRequest { Path = "/one/{{seq}}" }, ThinkTime = think }, new Step { Name = "two", Http = new HttpRequest { Path = "/two/{{seq}}" } });
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 0.5), scenario), cancellation).ConfigureAwait(false);
            found.Equal("requests", 20, report.Requests);
            var first = target.Seen.Where(r => r.Path.StartsWith("/one/", StringComparison.Ordinal)).ToDictionary(r => r.Path[5..], r => r.At);
            foreach (var second in target.Seen.Where(r => r.Path.StartsWith("/two/", StringComparison.Ordinal)))
                found.Between("time between the steps, in ms", 295, 2000, (second.At - first[second.Path[5..]]).TotalMilliseconds);
            found.Between("median response time of the second step, in ms", 0, 150, Bench.Percentile(report.Steps[^1].ResponseTime, 50).Milliseconds);
        }) { Features = [GeneratorFeatures.ThinkTime] },
        new("variables-from-environment", "a plan that names an environment variable that the generator does not have answers 400", async (bench, found, cancellation) =>
        {
            var plan = bench.Plan("http://127.0.0.1:1", Bench.Inject(1, 1)) with { VariablesFromEnvironment = new Dictionary<string, string> { ["token"] = "NOBODY_HAS_SET_THIS" } };
            found.Equal("status", 400, (await bench.PutAsync(plan, cancellation).ConfigureAwait(false)).Status);
        }) { Features = [GeneratorFeatures.VariablesFromEnvironment] },
    ];

    private static async Task ExpectAsync(Bench bench, Findings found, Expectation expect, string? kind, CancellationToken cancellation)
    {
        await using var target = bench.Target((_, _) => Order);
        var scenario = Scenario(new Step { Name = "one", Http = new HttpRequest { Expect = expect } });
        await FailAsync(bench, found, target, scenario, kind, cancellation).ConfigureAwait(false);
    }

    /// <param name="kind">The kind of error that every first step must be; null for none.</param>
    private static async Task FailAsync(Bench bench, Findings found, ProbeTarget target, Scenario scenario, string? kind, CancellationToken cancellation)
    {
        var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 0.5), scenario), cancellation).ConfigureAwait(false);
        found.Equal("requests", 10, report.Requests);
        found.Equal("errors", kind is null ? "none" : $"{kind}: 10", report.ErrorsByKind.Count == 0 ? "none" : string.Join(", ", report.ErrorsByKind.Select(e => $"{e.Key}: {e.Value}")));
    }

    private static Extraction From(string name, ExtractionSource source) => new() { Name = name, From = source };

    private static Scenario Scenario(params IReadOnlyList<Step> steps) => new() { Name = "probe", Steps = steps };
}
