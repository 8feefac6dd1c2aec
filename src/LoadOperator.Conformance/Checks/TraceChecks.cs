using System.Text.RegularExpressions;
using LoadOperator.Conformance.Probes;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>Traces of requests (W3C Trace Context).</summary>
internal static partial class TraceChecks
{
    private static readonly Simulation Load = Bench.Inject(200, 1);

    public static IReadOnlyList<Check> All { get; } =
    [
        new("traceparent.header", "every request carries a traceparent with an id of its own, sampled as often as asked; which ones follows from the seed", async (bench, found, cancellation) =>
        {
            var (first, again) = (await RunAsync(bench, 50, cancellation).ConfigureAwait(false), await RunAsync(bench, 50, cancellation).ConfigureAwait(false));
            var wrong = first.Traces.FirstOrDefault(t => !Form().IsMatch(t.Header));
            found.Expect(wrong.Header is null, $"traceparent is '{wrong.Header}'");
            found.Equal("distinct ids", 200, first.Traces.Select(t => t.Id).Distinct().Count());
            // 100 of 200, give or take four standard deviations.
            found.Between("sampled requests", 72, 128, first.Traces.Count(t => t.IsSampled));
            found.Equal("requests sampled again", Sampled(first.Traces), Sampled(again.Traces));
            found.Expect(!first.Traces.Select(t => t.Id).Intersect(again.Traces.Select(t => t.Id)).Any(), "two rounds have ids in common");
        }) { Features = [GeneratorFeatures.Traceparent] },
        new("traceparent.slowest", "the report names the slowest of the sampled requests, the slowest first", async (bench, found, cancellation) =>
        {
            var (report, traces) = await RunAsync(bench, 50, cancellation).ConfigureAwait(false);
            var slowest = report.SlowestTraces ?? [];
            found.Equal("slowestTraces", TracedRequest.MostKept, slowest.Count);
            found.Expect(slowest.All(s => traces.Any(t => t.IsSampled && t.Id == s.TraceId)), "slowestTraces holds ids that no sampled request had");
            found.Expect(slowest.Zip(slowest.Skip(1)).All(pair => pair.First.Milliseconds >= pair.Second.Milliseconds), "slowestTraces is not in order");
        }) { Features = [GeneratorFeatures.Traceparent] },
        new("traceparent.bounds", "at 0 percent none is sampled, at 100 all", async (bench, found, cancellation) =>
        {
            var (report, none) = await RunAsync(bench, 0, cancellation).ConfigureAwait(false);
            found.Equal("sampled of none", 0, none.Count(t => t.IsSampled));
            found.Equal("slowestTraces of none", 0, report.SlowestTraces?.Count ?? 0);
            found.Equal("sampled of all", 200, (await RunAsync(bench, 100, cancellation).ConfigureAwait(false)).Traces.Count(t => t.IsSampled));
        }) { Features = [GeneratorFeatures.Traceparent] },
    ];

    private static async Task<(RoundReport Report, IReadOnlyList<(string Path, string Header, string Id, bool IsSampled)> Traces)> RunAsync(Bench bench, double percent, CancellationToken cancellation)
    {
        await using var target = bench.Target();
        var plan = bench.Plan(target.Url, Load, Bench.Scenario(new HttpRequest { Path = "/{{seq}}" })) with { Traceparent = new TraceSampling { SampledPercent = percent } };
        var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
        return (report, [.. target.Seen.Select(Read)]);
    }

    private static string Sampled(IEnumerable<(string Path, string Header, string Id, bool IsSampled)> traces) => string.Join(' ', traces.Where(t => t.IsSampled).Select(t => t.Path).Order(StringComparer.Ordinal));

    private static (string, string, string, bool) Read(ProbeRequest request)
    {
        var header = request.Headers.GetValueOrDefault("traceparent", "none");
        return (request.Path, header, header.Split('-') is [_, var id, ..] ? id : "", header.EndsWith("-01", StringComparison.Ordinal));
    }

    [GeneratedRegex("^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$")]
    private static partial Regex Form();
}
