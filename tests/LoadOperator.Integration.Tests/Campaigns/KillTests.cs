using System.Globalization;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>The operator is killed with SIGKILL: no accepted round is lost or counted twice, no second pod is made, and every campaign ends.</summary>
public sealed class KillTests(ApiServerFixture server)
{
    private const string Name = "orders";

    [Theory]
    [InlineData("Pending")]
    [InlineData("Preparing")]
    [InlineData("WarmingUp")]
    [InlineData("Running")]
    [InlineData("Round")]
    [InlineData("Completed")]
    public async Task Kill_InEachPhase_LosesNothing(string phase)
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));
        await (phase switch
        {
            "Pending" => Task.CompletedTask,
            "Preparing" => bed.UntilAsync(Name, phase, s => s.Phase == Phase.Preparing),
            "WarmingUp" => bed.UntilAsync(Name, phase, s => s.Reason == "WarmingUp"),
            "Running" => bed.UntilAsync(Name, phase, s => s.Phase == Phase.Running),
            "Round" => bed.UntilRoundsAsync(Name, 1),
            _ => bed.UntilEndedAsync(Name),
        });

        await bed.Operator.KillAsync();
        var kept = await bed.KeptRoundsAsync(Name);
        await bed.Operator.StartAsync();

        var status = await bed.UntilEndedAsync(Name);
        AssertComplete(status, 3);
        Assert.Single(bed.Node.Started);
        var all = await bed.KeptRoundsAsync(Name);
        Assert.Equal(6, all.Count);
        Assert.Subset(all.ToHashSet(), kept.ToHashSet());
    }

    /// <summary>Long: by <c>make soak</c>, which says how often by SOAK_KILLS.</summary>
    [Fact(Explicit = true)]
    public async Task Kill_AtRandomMoments_LosesNothing()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("SOAK_KILLS") ?? "50", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("SOAK_SEED") ?? "1", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var output = TestContext.Current.TestOutputHelper!;
        var campaigns = 0;
        await using var bed = await TestBed.StartAsync(server);
        for (var done = 0; done < kills;)
        {
            var name = $"soak-{++campaigns}";
            var before = bed.Node.Started.Count;
            await bed.ApplyAsync(bed.Manifest(name));
            IReadOnlyList<string> kept = [];
            var killsHere = 0;
            // A run takes about 12 s: a few kills fall into each.
            while ((await bed.GetAsync(name))?.Status?.Phase is not (Phase.Completed or Phase.Failed) && done < kills)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 6000)), TimeProvider.System, TestContext.Current.CancellationToken);
                await bed.Operator.KillAsync();
                (done, killsHere) = (done + 1, killsHere + 1);
                var now = await bed.KeptRoundsAsync(name);
                Assert.Subset(now.ToHashSet(), kept.ToHashSet());
                kept = now;
                await bed.Operator.StartAsync();
            }

            var status = await bed.UntilEndedAsync(name, 180);
            AssertComplete(status, 3);
            Assert.Subset((await bed.KeptRoundsAsync(name)).ToHashSet(), kept.ToHashSet());
            Assert.Equal(6, (await bed.KeptRoundsAsync(name)).Distinct().Count() - 2 * status.Rounds!.Discarded);
            output.WriteLine($"{name}: {killsHere} kills, {bed.Node.Started.Count - before} pods, {status.Rounds.Discarded} pairs discarded");
        }

        output.WriteLine($"{campaigns} campaigns, {kills} kills (seed {seed}): no accepted round lost or counted twice");
    }

    private static void AssertComplete(LoadCampaignStatus status, int pairs)
    {
        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.Equal(($"{pairs}/{pairs}", pairs, pairs), (status.Headline!.Rounds, status.Metrics![0].Candidate.N, status.Metrics[0].Control!.N));
    }
}
