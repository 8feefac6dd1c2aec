using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>Users who ask again when they have an answer.</summary>
internal static class ClosedModelChecks
{
    private static readonly ProbeAnswer InTwentyMs = new() { Delay = TimeSpan.FromMilliseconds(20) };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("closed-model.users", "as many users as planned ask at one time, each again when it has its answer", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => InTwentyMs);
            var report = await bench.RunAsync(bench.Plan(target.Url, Users(4)), cancellation).ConfigureAwait(false);
            found.Equal("requests that waited at one time", 4, target.MostAtOnce);
            found.Between("requests", 60, 200, report.Requests);
            found.Equal("requests at the target", report.Requests, target.Seen.Count);
            found.Between("median of serviceTime, in ms", 19.9, 45, Bench.Percentile(report.ServiceTime, 50).Milliseconds);
        }),
        new("closed-model.share", "the users are dealt out: of 5 for 2 generators, the second has 2", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => InTwentyMs);
            await bench.RunAsync(bench.Plan(target.Url, Users(5)) with { Share = new Share(1, 2) }, cancellation).ConfigureAwait(false);
            found.Equal("requests that waited at one time", 2, target.MostAtOnce);
        }),
    ];

    private static Simulation Users(int copies) => new() { KeepConstant = new KeepConstant { Copies = copies, During = Duration.FromSeconds(1) } };
}
