using LoadOperator.Conformance.Probes;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Conformance.Checks;

/// <summary>Rows of data.</summary>
internal static class FeedChecks
{
    private const string FileName = "conformance.csv";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("feeds.sequential", "row r belongs to the generator with r mod of = index; after the last comes the first again", async (bench, found, cancellation) =>
            found.Equal("rows of share 1 of 2", "/a/1 /b/2 /b/2 /c/3 /d/4 /e/5", await RunAsync(bench, FeedStrategy.Sequential, 6, 1, cancellation).ConfigureAwait(false)))
        { Features = [GeneratorFeatures.Feeds], NeedsDataFolder = true },
        new("feeds.random", "the same seed draws the same rows, another draws otherwise", async (bench, found, cancellation) =>
        {
            var (first, again, other) = (await DrawAsync(bench, 1, cancellation).ConfigureAwait(false), await DrawAsync(bench, 1, cancellation).ConfigureAwait(false), await DrawAsync(bench, 2, cancellation).ConfigureAwait(false));
            found.Equal("what seed 1 draws again", first, again);
            found.Expect(first != other, $"seeds 1 and 2 draw the same: {first}");
        }) { Features = [GeneratorFeatures.Feeds], NeedsDataFolder = true },
        new("feeds.unique", "each row once in a round; a round that needs more of them ends as Failed", async (bench, found, cancellation) =>
        {
            var enough = await RunAsync(bench, FeedStrategy.Unique, 3, 0, cancellation).ConfigureAwait(false);
            found.Equal("rows of share 0 of 2", "/a/1 /c/3 /e/5", enough);
            found.Equal("rows of a round that needs one more", "/a/1 /c/3 /e/5", await RunAsync(bench, FeedStrategy.Unique, 4, 0, cancellation, RoundState.Failed).ConfigureAwait(false));
        }) { Features = [GeneratorFeatures.Feeds], NeedsDataFolder = true },
        new("feeds.missing", "a plan that names a file or a column that is not there answers 400", async (bench, found, cancellation) =>
        {
            var plan = Plan(bench, "http://127.0.0.1:1", FeedStrategy.Sequential, 1);
            found.Equal("status of a file", 400, (await bench.PutAsync(plan with { Feeds = [new FeedFile("rows", FeedStrategy.Sequential, "nobody.csv")] }, cancellation).ConfigureAwait(false)).Status);
            found.Equal("status of a column", 400, (await bench.PutAsync(plan with { Scenarios = [Bench.Scenario(new HttpRequest { Path = "/{{rows.nothing}}" })] }, cancellation).ConfigureAwait(false)).Status);
        }) { Features = [GeneratorFeatures.Feeds], NeedsDataFolder = true },
    ];

    private static async Task<string> DrawAsync(Bench bench, long seed, CancellationToken cancellation)
    {
        await using var target = bench.Target();
        await bench.RunAsync(Plan(bench, target.Url, FeedStrategy.Random, 30) with { Seed = seed }, cancellation).ConfigureAwait(false);
        return PathsOf(target);
    }

    private static async Task<string> RunAsync(Bench bench, FeedStrategy strategy, int runs, int share, CancellationToken cancellation, RoundState end = RoundState.Completed)
    {
        await using var target = bench.Target();
        // Of two generators.
        await bench.RunAsync(Plan(bench, target.Url, strategy, 2 * runs) with { Share = new Share(share, 2) }, cancellation, end).ConfigureAwait(false);
        return PathsOf(target);
    }

    /// <summary>In order: answers under way may overtake each other.</summary>
    private static string PathsOf(ProbeTarget target) => string.Join(' ', target.Seen.Select(r => r.Path).Order(StringComparer.Ordinal));

    private static RoundPlan Plan(Bench bench, string url, FeedStrategy strategy, int runs)
    {
        const double Rate = 100;
        File.WriteAllText(Path.Join(bench.Data!.FullName, FileName), "name,number\na,1\nb,2\n\"c\",3\nd,4\ne,5\n");
        return bench.Plan(url, Bench.Inject(Rate, runs / Rate), Bench.Scenario(new HttpRequest { Path = "/{{rows.name}}/{{rows.number}}" })) with { Feeds = [new FeedFile("rows", strategy, FileName)] };
    }
}
