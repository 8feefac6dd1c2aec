using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>An operator that is killed loses nothing.</summary>
[Collection(TakenAway.Name)]
public sealed class RestartTests
{
    private const string Name = "restart";
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Leader_KilledInMidRun_TheOtherReplicaGoesOnWithTheSameGenerator()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest(Name, pairs: 4, seconds: 3));
        await Campaigns.AwaitAsync(Name, "after its first pair", s => s.Rounds is { Completed: >= 1 }, TimeSpan.FromMinutes(3));
        var generator = (await Campaigns.PodsAsync(Name)).Trim();
        var leader = await LeaderAsync();

        await Command.KubectlAsync("-n", Installation.OperatorNamespace, "delete", "pod", leader, "--force", "--grace-period=0");
        var killed = TimeProvider.System.GetTimestamp();
        while (await LeaderAsync() == leader)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(killed) < LongestTakeover, "nobody took over");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var status = (await Campaigns.EndOfAsync(Name, TimeSpan.FromMinutes(4))).Status!;
        Assert.True(status.Phase == Phase.Completed, $"{status.Phase} {status.Reason}: {status.Summary}");
        Assert.Equal("4/4", status.Headline!.Rounds);
        Assert.Equal(4, status.Metrics![0].Candidate.N);
        Assert.Equal(generator, Assert.Single(status.Generators!).Pod!.Name);
        var kept = await Command.KubectlAsync("-n", "shop", "get", "cm", "-l", $"loadoperator.dev/campaign={Name}", "-o", "jsonpath={.items[*].data}");
        for (var pair = 1; pair <= 4; pair++)
            foreach (var side in new[] { "control", "candidate" }) Assert.Contains($"-pair-{pair:00}-attempt-", kept, StringComparison.Ordinal);
    }

    private static async Task<string> LeaderAsync() =>
        (await Command.KubectlAsync("-n", Installation.OperatorNamespace, "get", "lease", "load-operator", "-o", "jsonpath={.spec.holderIdentity}")).Trim();
}
