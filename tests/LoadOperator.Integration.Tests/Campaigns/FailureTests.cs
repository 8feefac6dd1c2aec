using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>What goes wrong around a campaign: each ends in a condition that says what it was.</summary>
public sealed class FailureTests(ApiServerFixture server)
{
    private const string Name = "orders";

    [Fact]
    public async Task Image_ThatCannotBePulled_IsSaidAtOnceAndGivenUpInTime()
    {
        await using var bed = await TestBed.StartAsync(server, "--generator-start-timeout", "00:00:06");
        bed.Node.Fails = () => new V1PodStatus { Phase = "Pending", ContainerStatuses = [Waits("ImagePullBackOff", "Back-off pulling image \"none\"")] };
        await bed.ApplyAsync(bed.Manifest(Name));

        var waiting = await bed.UntilAsync(Name, "waiting for the image", s => s.Reason == "ImagePullBackOff");
        Assert.Contains("Back-off pulling image", waiting.Conditions!.Single(c => c.Type == "Reconciling").Message, StringComparison.Ordinal);

        var status = await bed.UntilEndedAsync(Name);
        Assert.Equal((Phase.Failed, "GeneratorsNotReady"), (status.Phase, status.Reason));
        Assert.Contains("ImagePullBackOff", status.Summary, StringComparison.Ordinal);
        for (var look = 0; (await bed.ChildrenAsync(Name)).Any(child => child.StartsWith("pod", StringComparison.Ordinal)); look++)
        {
            Assert.True(look < 100, "the pod is given back");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }

    [Fact]
    public async Task Pod_ThatNoNodeHasRoomFor_IsSaid()
    {
        await using var bed = await TestBed.StartAsync(server, "--generator-start-timeout", "00:00:06");
        bed.Node.Fails = () => new V1PodStatus { Phase = "Pending", Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes are available: 1 Insufficient cpu." }] };
        await bed.ApplyAsync(bed.Manifest(Name));

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, "GeneratorsNotReady"), (status.Phase, status.Reason));
        Assert.Contains("Insufficient cpu", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quota_Exceeded_IsSaidAndRunsOnceThereIsRoom()
    {
        server.SkipWithoutServer();
        Assert.SkipUnless(server.HasControllerManager, "no kube-controller-manager: nobody counts what a quota allows");
        await using var bed = await TestBed.StartAsync(server);
        await bed.Client.CoreV1.CreateNamespacedResourceQuotaAsync(
            new V1ResourceQuota { Metadata = new V1ObjectMeta { Name = "none" }, Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["pods"] = new("0") } } }, bed.Namespace, cancellationToken: Cancel);
        await QuotaIsCountedAsync(bed);
        await bed.ApplyAsync(bed.Manifest(Name));

        var waiting = await bed.UntilAsync(Name, "out of quota", s => s.Reason == "QuotaExceeded");
        Assert.Contains("exceeded quota: none", waiting.Summary, StringComparison.Ordinal);
        await bed.Client.CoreV1.DeleteNamespacedResourceQuotaAsync("none", bed.Namespace, cancellationToken: Cancel);

        Assert.Equal(Phase.Completed, (await bed.UntilEndedAsync(Name)).Phase);
    }

    [Fact(DisableParallelization = true)]
    public async Task Generator_KilledForItsMemoryInMidRound_IsReplacedAndThePairRunAgain()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, seconds: 2));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.Node.Only.KillAsync();

        var status = await bed.UntilEndedAsync(Name);
        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.Equal(("3/3", 1), (status.Headline!.Rounds, status.Rounds!.Discarded));
        Assert.Contains("OOMKilled", Assert.Single(status.Rounds.DiscardReasons!), StringComparison.Ordinal);
        Assert.Equal(2, bed.Node.Started.Count);
    }

    [Fact(DisableParallelization = true)]
    public async Task Generator_EvictedInMidRound_IsReplacedAndThePairRunAgain()
    {
        await using var bed = await TestBed.StartAsync(server);
        bed.Node.Ends = SimulatedNode.Evicted;
        await bed.ApplyAsync(bed.Manifest(Name, seconds: 2));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.Node.Only.KillAsync();

        var status = await bed.UntilEndedAsync(Name);
        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.Equal(("3/3", 1), (status.Headline!.Rounds, status.Rounds!.Discarded));
        Assert.Contains("Evicted: The node was low on resource: memory.", Assert.Single(status.Rounds.DiscardReasons!), StringComparison.Ordinal);
        Assert.Equal(2, bed.Node.Started.Count);
    }

    [Fact]
    public async Task Target_ThatDoesNotExist_IsSaid()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name).Replace($"\"url\": \"{bed.Target.Url}/candidate\"", "\"service\": {\"name\": \"nowhere\", \"port\": 80}", StringComparison.Ordinal));

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, "TargetUnavailable"), (status.Phase, status.Reason));
        Assert.Contains("spec.candidate.service: there is no Service", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_ThatIsTheApiServer_IsRefusedBeforeAnythingIsSent()
    {
        await using var bed = await TestBed.StartAsync(server, "--allow-host", "127.0.0.1");
        // The operator knows the API server by the proxy's address, which is the same.
        await bed.ApplyAsync(bed.Manifest(Name).Replace(bed.Target.Url + "/candidate", server.Config.Host, StringComparison.Ordinal));

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, "TargetUnavailable"), (status.Phase, status.Reason));
        Assert.Contains("127.0.0.1/32, which no campaign may load", status.Summary, StringComparison.Ordinal);
        Assert.Empty(bed.Node.Started);
    }

    [Fact]
    public async Task Target_ThatRedirects_IsNotFollowed()
    {
        var elsewhere = LoadOperator.TestTargets.StubServer.Answering(LoadOperator.TestTargets.StubServer.Ok);
        await using var disposal = elsewhere;
        await using var target = LoadOperator.TestTargets.StubServer.Answering($"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Url}/\r\nContent-Length: 0\r\n\r\n", address: System.Net.IPAddress.Parse("127.0.0.2"));
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name).Replace(bed.Target.Url, target.Url, StringComparison.Ordinal));

        await bed.UntilEndedAsync(Name);

        Assert.True(target.Requests > 0);
        Assert.Equal(0, elsewhere.Requests);
    }

    [Fact]
    public async Task ApiServer_AwayForAMinuteInMidRun_LosesNothing()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.Operator.Api.CutAsync(TimeSpan.FromSeconds(60));

        var status = await bed.UntilEndedAsync(Name, 180);
        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.Equal(("3/3", 0), (status.Headline!.Rounds, status.Rounds!.Discarded));
        Assert.Equal(6, (await bed.KeptRoundsAsync(Name)).Count);
        Assert.Single(bed.Node.Started);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static V1ContainerStatus Waits(string reason, string message) =>
        new() { Name = "generator", Image = "none", ImageID = "", Ready = false, RestartCount = 0, State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } } };

    private static async Task QuotaIsCountedAsync(TestBed bed)
    {
        V1ResourceQuota? quota = null;
        for (var i = 0; i < 200 && quota?.Status?.Hard is not { Count: > 0 }; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
            quota = await bed.Client.CoreV1.ReadNamespacedResourceQuotaAsync("none", bed.Namespace, cancellationToken: Cancel);
        }
    }
}
