using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>A target that is rolled over while it is measured.</summary>
public sealed class RolloutTests
{
    [Fact]
    public async Task Candidate_RolledOverInMidCampaign_MakesItInvalidAndNamesThePods()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest("rollout", pairs: 45));
        await Campaigns.AwaitAsync("rollout", "after its first pair", s => s.Rounds is { Completed: >= 1 }, TimeSpan.FromMinutes(3));

        await Command.KubectlAsync("-n", "shop", "rollout", "restart", "deploy/orders-canary");

        var status = (await Campaigns.EndOfAsync("rollout", TimeSpan.FromMinutes(3))).Status!;
        Assert.Equal((Phase.Completed, Verdict.Invalid, "TargetChanged"), (status.Phase, status.Verdict, status.Reason));
        Assert.Contains("pods of the candidate: orders-canary-", status.Summary, StringComparison.Ordinal);
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
        await Command.KubectlAsync("-n", "shop", "rollout", "status", "deploy/orders-canary", "--timeout=120s");
    }
}
