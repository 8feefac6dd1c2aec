using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>What goes wrong ends in a clear condition.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Apply_ServiceThatDoesNotExist_FailsAndNamesIt()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest("no-service", candidate: "orders-nowhere"));

        var status = (await Campaigns.EndOfAsync("no-service")).Status!;

        Assert.Equal((Phase.Failed, Verdict.Invalid, "TargetUnavailable"), (status.Phase, status.Verdict, status.Reason));
        Assert.Equal("spec.candidate.service: there is no Service shop/orders-nowhere", status.Summary);
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
    }

    [Fact]
    public async Task Apply_PodTooLargeForTheCluster_SaysThatItCannotBeScheduled()
    {
        await Campaigns.ApplyAsync(Campaigns.Manifest("too-large", generator: ", resources: {limits: {cpu: '200'}}"));

        var status = (await Campaigns.AwaitAsync("too-large", "unschedulable", s => s.Reason == "Unschedulable")).Status!;

        Assert.Contains("cannot be scheduled", status.Summary, StringComparison.Ordinal);
        await Campaigns.DeleteAsync("too-large");
    }

    [Fact]
    public async Task Apply_SpecThatBreaksARule_IsNotAccepted()
    {
        var (code, _, errors) = await Command.RunAsync("kubectl", Campaigns.Manifest("bad-spec", seconds: 3).Replace("load: {warmUp: 200ms, inject: {rate: 100, during: 3s}}", "load: {warmUp: 1s}", StringComparison.Ordinal), "apply", "-f", "-");
        if (code != 0)
        {
            // A server with validation rules refuses it outright.
            Assert.Contains("exactly one of inject", errors, StringComparison.Ordinal);
            return;
        }

        var status = (await Campaigns.EndOfAsync("bad-spec")).Status!;
        Assert.Equal((Phase.Failed, "InvalidSpec"), (status.Phase, status.Reason));
        Assert.Contains("spec.load: needs exactly one of inject", status.Summary, StringComparison.Ordinal);
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Accepted").Status);
    }
}
