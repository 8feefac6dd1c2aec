using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>Which connection a request takes.</summary>
internal static class ConnectionChecks
{
    private static readonly ProbeAnswer Slow = new() { Delay = TimeSpan.FromMilliseconds(50) };
    private static readonly HttpRequest One = new() { Path = "/one" };
    private static readonly HttpRequest Two = new() { Path = "/two" };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("connections.max", "a request for which there is no connection waits: that counts in the response time, and not in the service time", async (bench, found, cancellation) =>
        {
            // Four connections carry 80 requests a second of these, not 100.
            await using var target = bench.Target((_, _) => Slow);
            var plan = bench.Plan(target.Url, Bench.Inject(100, 2)) with { Connections = new Connections { Max = 4 } };
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", 200, report.Requests);
            found.Equal("connections", 4, ConnectionsOf(target.Seen));
            found.Between("median service time, in ms", 49, 100, Bench.Percentile(report.ServiceTime, 50).Milliseconds);
            found.Between("95th percentile of the response time, in ms", 300, 2000, Bench.Percentile(report.ResponseTime, 95).Milliseconds);
            found.Between("95th percentile of split.queue, in ms", 250, 2000, Bench.Percentile(report.Split?.Queue, 95).Milliseconds);
        }),
        new("connections.max-share", "the limit is that of all generators together: this one's part is max / of, and one more where index < max mod of", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => Slow);
            var plan = bench.Plan(target.Url, Bench.Inject(200, 1)) with { Connections = new Connections { Max = 5 }, Share = new Share(1, 2) };
            await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("connections", 2, ConnectionsOf(target.Seen));
        }),
        new("connections.per-user", "with PerUser each user has one connection for as long as it is there, and each arrival of an open model is a user", async (bench, found, cancellation) =>
        {
            await using var users = bench.Target((_, _) => Slow);
            var constant = new Simulation { KeepConstant = new KeepConstant { Copies = 3, During = Duration.FromSeconds(1) } };
            await bench.RunAsync(bench.Plan(users.Url, constant, Bench.Scenario(One, Two)) with { Connections = new Connections { Policy = ConnectionPolicy.PerUser } }, cancellation).ConfigureAwait(false);
            found.Equal("connections of 3 users", 3, ConnectionsOf(users.Seen));
            await using var arrivals = bench.Target();
            await bench.RunAsync(bench.Plan(arrivals.Url, Bench.Inject(20, 1), Bench.Scenario(One, Two)) with { Connections = new Connections { Policy = ConnectionPolicy.PerUser } }, cancellation).ConfigureAwait(false);
            found.Equal("connections of 20 arrivals of two steps each", 20, ConnectionsOf(arrivals.Seen));
        }),
        new("connections.per-request", "with PerRequest every request opens a connection, and asks for its close", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(20, 1)) with { Connections = new Connections { Policy = ConnectionPolicy.PerRequest } }, cancellation).ConfigureAwait(false);
            found.Equal("errors", 0, report.Errors);
            found.Equal("connections of 20 requests", 20, ConnectionsOf(target.Seen));
            found.Equal("requests with the header Connection: close", 20, target.Seen.Count(r => r.Headers.GetValueOrDefault("Connection", "") == "close"));
            found.Equal("values in split.connect", 20, Bench.Percentile(report.Split?.Connect, 50).Count);
        }),
    ];

    private static int ConnectionsOf(IReadOnlyList<ProbeRequest> seen) => seen.Select(r => r.Connection).Distinct().Count();
}
