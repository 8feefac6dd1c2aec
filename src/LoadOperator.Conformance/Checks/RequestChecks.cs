using System.Globalization;
using LoadOperator.Conformance.Probes;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>What requests look like.</summary>
internal static class RequestChecks
{
    private static readonly Simulation Some = Bench.Inject(50, 0.5);

    public static IReadOnlyList<Check> All { get; } =
    [
        new("request.form", "method, path, headers and body are the step's, with the campaign's headers beside them", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var request = new HttpRequest { Method = "POST", Path = "/orders?dry=1", Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["X-Mine"] = "step" }, Body = """{"name":"Größe"}""" };
            var plan = bench.Plan(target.Url, Some, Bench.Scenario(request)) with { Headers = new Dictionary<string, string> { ["X-Bench-Id"] = "{{campaign}}-{{round}}", ["x-mine"] = "campaign" }, Variables = new Dictionary<string, string> { ["campaign"] = "orders", ["round"] = "7" } };
            await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            var seen = First(target);
            found.Equal("method", "POST", seen.Method);
            found.Equal("path", "/orders?dry=1", seen.Path);
            found.Equal("body", request.Body, seen.Body);
            Header(found, seen, "Content-Type", "application/json");
            Header(found, seen, "X-Bench-Id", "orders-7");
            Header(found, seen, "X-Mine", "step");
            Header(found, seen, "Host", target.Address.ToString());
        }),
        new("request.placeholders", "{{seq}} counts the arrivals of all generators from 1, {{uuid}} is never the same, {{random}} stays within its bounds", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var request = new HttpRequest { Method = "POST", Path = "/{{seq}}", Body = "{{uuid}} {{random 1 6}}" };
            await bench.RunAsync(bench.Plan(target.Url, Some, Bench.Scenario(request)) with { Share = new Share(1, 2) }, cancellation).ConfigureAwait(false);
            found.Equal("paths", "/2 /4 /6 /8 /10 /12 /14 /16 /18 /20 /22 /24", string.Join(' ', target.Seen.Select(r => r.Path).OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)));
            var parts = target.Seen.Select(r => r.Body.Split(' ')).ToList();
            found.Equal("distinct UUIDs", parts.Count, parts.Where(p => Guid.TryParse(p[0], out _)).Select(p => p[0]).Distinct().Count());
            found.Expect(parts.TrueForAll(p => p.Length == 2 && int.TryParse(p[1], CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 6), $"{{{{random 1 6}}}} gave {string.Join(' ', parts.Select(p => p[^1]))}");
        }),
        new("request.seed", "the same seed draws the same, another draws otherwise: both sides of a pair get the same requests", async (bench, found, cancellation) =>
        {
            var (first, again, other) = (await DrawAsync(bench, 1, cancellation).ConfigureAwait(false), await DrawAsync(bench, 1, cancellation).ConfigureAwait(false), await DrawAsync(bench, 2, cancellation).ConfigureAwait(false));
            found.Equal("what seed 1 draws again", first, again);
            found.Expect(first != other, $"seeds 1 and 2 draw the same: {first}");
        }),
        new("request.endpoints", "connections go to the endpoints in turn, while requests still name the URL's host", async (bench, found, cancellation) =>
        {
            // Held open, so that a second connection is needed.
            var slow = new ProbeAnswer { Delay = TimeSpan.FromMilliseconds(100) };
            await using var one = bench.Target((_, _) => slow);
            await using var two = bench.Target((_, _) => slow);
            var plan = bench.Plan("http://orders.example:8080", Some);
            var report = await bench.RunAsync(plan with { Target = plan.Target with { Endpoints = [one.Address.ToString(), two.Address.ToString()] } }, cancellation).ConfigureAwait(false);
            found.Equal("errors", 0, report.Errors);
            found.Expect(one.Seen.Count > 0 && two.Seen.Count > 0, $"{one.Seen.Count} requests came to the first endpoint, {two.Seen.Count} to the second");
            Header(found, First(one), "Host", "orders.example:8080");
        }),
    ];

    private static async Task<string> DrawAsync(Bench bench, long seed, CancellationToken cancellation)
    {
        await using var target = bench.Target();
        var request = new HttpRequest { Path = "/{{seq}}/{{random 1 1000000}}" };
        await bench.RunAsync(bench.Plan(target.Url, Some, Bench.Scenario(request)) with { Seed = seed }, cancellation).ConfigureAwait(false);
        return string.Join(' ', target.Seen.Select(r => r.Path).Order(StringComparer.Ordinal));
    }

    private static ProbeRequest First(ProbeTarget target) => target.Seen is [var first, ..] ? first : throw new InvalidDataException("no request came");

    private static void Header(Findings found, ProbeRequest request, string name, string value) => found.Equal($"header {name}", value, request.Headers.GetValueOrDefault(name, "none"));
}
