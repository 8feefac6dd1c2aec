using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Runtime;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>A campaign's life as its user steers it: the operator as a program, a real API server, real agents on loopback.</summary>
public sealed class LifecycleTests(ApiServerFixture server)
{
    private const string Name = "orders";

    [Fact]
    public async Task Apply_CampaignOfThreePairs_EndsWithAVerdictAndNothingElse()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));

        var status = await bed.UntilEndedAsync(Name);

        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.NotEqual(Verdict.Invalid, status.Verdict);
        Assert.Equal(("3/3", 3), (status.Headline!.Rounds, status.Metrics![0].Candidate.N));
        Assert.Null(status.History);
        await AssertRoundsAsync(bed, 3);
        await Waiting.UntilAsync(() => bed.Node.Running.Count == 0, "the generator is given back");
    }

    [Fact]
    public async Task Suspend_InMidRun_GivesTheGeneratorBackKeepsTheRoundsAndGoesOn()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, pairs: 4));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.PatchAsync(Name, """{"suspend": true}""");
        var held = await bed.UntilAsync(Name, "suspended", s => s.Phase == Phase.Suspended);
        await Waiting.UntilAsync(() => bed.Node.Running.Count == 0, "the generator is given back");
        var kept = await bed.KeptRoundsAsync(Name);

        await bed.PatchAsync(Name, """{"suspend": false}""");
        var status = await bed.UntilEndedAsync(Name);

        Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
        Assert.True(held.Rounds!.Completed >= 1);
        Assert.Equal("4/4", status.Headline!.Rounds);
        Assert.Equal(2, bed.Node.Started.Count);
        Assert.Subset((await bed.KeptRoundsAsync(Name)).ToHashSet(), kept.ToHashSet());
        Assert.Equal(3, status.ObservedGeneration);
    }

    [Fact]
    public async Task Suspend_FromTheStart_WaitsWithoutPods()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, more: "\"suspend\": true"));

        var held = await bed.UntilAsync(Name, "suspended", s => s.Phase == Phase.Suspended);

        Assert.Null(held.StartTime);
        Assert.Empty(await bed.ChildrenAsync(Name));
        await bed.PatchAsync(Name, """{"suspend": false}""");
        Assert.Equal(Phase.Completed, (await bed.UntilEndedAsync(Name)).Phase);
    }

    [Fact]
    public async Task RestartToken_AfterTheEnd_RunsAgainAndRemembers()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));
        var first = await bed.UntilEndedAsync(Name);

        await bed.PatchAsync(Name, """{"restartToken": "again"}""");
        var second = await bed.UntilAsync(Name, "ended again", s => s.Phase == Phase.Completed && s.ObservedGeneration == 2);

        var past = Assert.Single(second.History!);
        Assert.Equal((first.CompletionTime, first.Summary, 1L), (past.CompletionTime, past.Summary, past.Generation));
        Assert.True(second.StartTime >= first.CompletionTime);
        await AssertRoundsAsync(bed, 3);

        // What changes no run starts none.
        await bed.PatchAsync(Name, """{"ttlSecondsAfterFinished": 86400}""");
        var same = await bed.UntilAsync(Name, "observed", s => s.ObservedGeneration == 3);
        Assert.Equal((second.CompletionTime, Phase.Completed), (same.CompletionTime, same.Phase));
        Assert.Equal(2, bed.Node.Started.Count);
    }

    [Fact]
    public async Task Ttl_AfterTheEnd_DeletesTheCampaignAndAllOfIt()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, more: "\"ttlSecondsAfterFinished\": 3"));
        var end = (await bed.UntilEndedAsync(Name)).CompletionTime!.Value;

        await GoneAsync(bed);

        Assert.InRange(TimeProvider.System.GetUtcNow() - end, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(33));
    }

    [Fact]
    public async Task Delete_InMidRun_LeavesNothing()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, pairs: 50));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.DeleteAsync(Name);

        await GoneAsync(bed);
        Assert.False(bed.Operator.HasExited);
    }

    [Fact]
    public async Task Delete_ItsNamespaceInMidRun_LeavesNothingAndTheOperatorWell()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, pairs: 50));
        await bed.UntilRoundsAsync(Name, 1);

        await bed.Client.CoreV1.DeleteNamespaceAsync(bed.Namespace, cancellationToken: TestContext.Current.CancellationToken);

        await GoneAsync(bed);
        Assert.False(bed.Operator.HasExited);
    }

    [Fact]
    public async Task Deadline_InMidRun_FailsAndSaysSo()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name, pairs: 100, more: "\"activeDeadlineSeconds\": 8"));

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, Verdict.Invalid, "DeadlineExceeded"), (status.Phase, status.Verdict, status.Reason));
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
        await Waiting.UntilAsync(() => bed.Node.Running.Count == 0, "the generator is given back");
    }

    [Fact]
    public async Task Edit_InMidRun_IsRefusedOrRunsAfterThisRun()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));
        await bed.UntilRoundsAsync(Name, 1);
        try
        {
            await bed.PatchAsync(Name, """{"rounds": {"count": 4}}""");
        }
        catch (k8s.Autorest.HttpOperationException refused) when (server.Version >= new Version(1, 25))
        {
            Assert.Contains("spec may not change while a run is under way", refused.Response.Content, StringComparison.Ordinal);
            return;
        }

        var second = await bed.UntilAsync(Name, "through both runs", s => s.Phase == Phase.Completed && s.ObservedGeneration == 2);

        Assert.Equal("4/4", second.Headline!.Rounds);
        Assert.Equal(("3/3", 1L), (Assert.Single(second.History!).Headline!.Rounds, second.History![0].Generation));
    }

    [Fact]
    public async Task Write_ByOthersAllTheTime_DisturbsNothing()
    {
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest(Name));
        using var enough = new CancellationTokenSource();
        var others = WriteOnAsync(bed, enough.Token);

        var status = await bed.UntilEndedAsync(Name);

        await enough.CancelAsync();
        Assert.True(await others > 20, "there was hardly anybody else");
        Assert.Equal((Phase.Completed, "3/3"), (status.Phase, status.Headline!.Rounds));
    }

    private static async Task<int> WriteOnAsync(TestBed bed, CancellationToken enough)
    {
        var writes = 0;
        while (!enough.IsCancellationRequested)
        {
            await bed.Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonElement>(
                new V1Patch(JsonSerializer.Serialize(new { metadata = new { annotations = new { writes = $"{++writes}" } } }), V1Patch.PatchType.MergePatch), "loadoperator.dev", "v1alpha1", bed.Namespace, "loadcampaigns", Name, cancellationToken: TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return writes;
    }

    private static async Task AssertRoundsAsync(TestBed bed, int pairs)
    {
        var kept = await bed.KeptRoundsAsync(Name);
        for (var pair = 1; pair <= pairs; pair++)
            foreach (var side in new[] { "control", "candidate" }) Assert.Single(kept, key => key.EndsWith($"pair-{pair:00}-attempt-1-{side}.json", StringComparison.Ordinal));
    }

    private static async Task GoneAsync(TestBed bed)
    {
        var left = new List<string>();
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"after 30 s there is still {string.Join(", ", left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            left = [.. await bed.ChildrenAsync(Name), .. await bed.GetAsync(Name) is null ? Array.Empty<string>() : ["the campaign"]];
        }
        while (left.Count > 0);
        await Waiting.UntilAsync(() => bed.Node.Running.Count == 0, "the generator ends");
    }
}
