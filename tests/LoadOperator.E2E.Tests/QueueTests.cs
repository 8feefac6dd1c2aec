using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Two campaigns of the same target, and the deletion of one in mid-run.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Apply_TwoOfTheSameTarget_TheSecondWaitsAndBeginsWhenTheFirstIsDeleted()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest("first", pairs: 45));
        await Campaigns.AwaitAsync("first", "under way", s => s.Phase == Phase.Running, TimeSpan.FromMinutes(3));
        await Campaigns.ApplyAsync(Campaigns.Manifest("second", pairs: 3));

        var waiting = (await Campaigns.AwaitAsync("second", "queued", s => s.Reason == "Queued")).Status!;
        Assert.Equal((Phase.Pending, "waits for shop/first, which loads the same target"), (waiting.Phase, waiting.Summary));
        Assert.Empty(await Campaigns.PodsAsync("second"));

        await Campaigns.DeleteAsync("first");
        // A kubelet of 1.20 lists a deleted pod for up to a minute more, until its sandbox is cleared away.
        await EverythingIsGoneAsync("first", TimeSpan.FromMinutes(2));
        var status = (await Campaigns.EndOfAsync("second", TimeSpan.FromMinutes(4))).Status!;
        Assert.True(status.Phase == Phase.Completed, $"{status.Phase} {status.Reason}: {status.Summary}");
    }

    private static async Task EverythingIsGoneAsync(string name, TimeSpan within)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = await Command.KubectlAsync("-n", "shop", "get", "pods,secrets,configmaps", "-l", $"loadoperator.dev/campaign={name}", "-o", "name");
            if (left.Trim().Length == 0) return;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < within, $"after {within} there is still {left}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
