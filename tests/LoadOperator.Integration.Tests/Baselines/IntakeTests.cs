using k8s.Autorest;
using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Baselines;

/// <summary>What becomes a revision of a baseline, and what does not; and which revisions stay.</summary>
public sealed class IntakeTests(ApiServerFixture server)
{
    [Fact]
    public async Task Append_CampaignThatPassed_IsOneRevisionWhateverHappensAfter()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec());

        var campaign = await bed.AppendAsync("orders-1");

        Assert.Equal((BaselineBed.Baseline, 1), (campaign.Status!.Appended!.Baseline, campaign.Status.Appended.Revision));
        Assert.Equal("True", ConditionOf(campaign, "Passed").Status);
        var status = await bed.UntilAsync("ready", s => IsTrue(s, "Ready"));
        Assert.Equal((1L, 3, 1, 1, "orders-1"), (status.ObservedGeneration, status.Samples, status.RevisionCount, status.LastRevision, status.From));
        var revision = Assert.Single(await bed.RevisionsAsync());
        var baseline = (await bed.GetAsync())!;
        Assert.Equal((baseline.Metadata.Uid, true), (revision.Metadata.OwnerReferences.Single().Uid, revision.Metadata.OwnerReferences.Single().Controller));
        Assert.Equal(JsonOf(BaselineCapture.Of(campaign, 1)), JsonOf(revision.Spec));

        // The operator starts anew, and the source goes: nothing is taken twice, and nothing is lost.
        await bed.Campaigns.Operator.KillAsync();
        await bed.DeleteAsync("loadcampaigns", "orders-1");
        await bed.Campaigns.Operator.StartAsync();
        await bed.AppendAsync("orders-2");

        Assert.Equal([("orders-1", 1), ("orders-2", 2)], (await bed.RevisionsAsync()).Select(r => (r.Spec.Campaign, r.Spec.Revision)));
    }

    [Fact]
    public async Task Append_CampaignThatRunsAgain_IsAnotherMeasurement()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec());
        var first = await bed.AppendAsync("orders-1");

        await bed.Campaigns.PatchAsync("orders-1", """{"restartToken": "again"}""");
        await bed.Campaigns.UntilAsync("orders-1", "appended again", s => s.Appended is { Revision: 2 });

        var revisions = await bed.RevisionsAsync();
        Assert.Equal([1, 2], revisions.Select(r => r.Spec.Revision));
        Assert.True(revisions[0].Spec.StartTime < revisions[1].Spec.StartTime, $"{first.Status!.StartTime}");
    }

    [Fact]
    public async Task Append_ObjectiveMissed_AppendsNothingAndSaysSo()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec());

        var campaign = await bed.AppendAsync("orders-1", maxDuration: "1ms");

        Assert.Equal(("False", "NotPassed"), (ConditionOf(campaign, "Appended").Status, ConditionOf(campaign, "Appended").Reason));
        Assert.Null(campaign.Status!.Appended);
        Assert.Empty(await bed.RevisionsAsync());
        Assert.Equal("NoRevisions", (await bed.UntilAsync("looked at", s => s.Conditions.Count > 0)).Conditions.Single(c => c.Type == "Ready").Reason);
    }

    [Fact]
    public async Task Append_NoSuchBaseline_IsSaidAndMadeGoodOnceThereIs()
    {
        await using var bed = await BaselineBed.StartAsync(server);

        var campaign = await bed.AppendAsync("orders-1");
        var condition = ConditionOf(campaign, "Appended");
        Assert.Equal(("False", "BaselineNotFound"), (condition.Status, condition.Reason));
        Assert.Contains("spec.onPassed.appendTo.baseline: 'orders'", condition.Message, StringComparison.Ordinal);

        await bed.CreateAsync(new BaselineSpec());
        await bed.Campaigns.UntilAsync("orders-1", "appended", s => s.Appended is { Revision: 1 });
    }

    /// <summary>The moment at which a crash would cost most: the revision is made, and no status says so.</summary>
    [Fact]
    public async Task Kill_BetweenRevisionAndStatus_IsNeitherLostNorCountedTwice()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        var campaign = await bed.AppendAsync("orders-1");
        await bed.Campaigns.Operator.KillAsync();
        await bed.CreateAsync(new BaselineSpec());
        var baseline = (await bed.GetAsync())!;
        await bed.CreateAsync(
            new BaselineRevision
            {
                Metadata = new V1ObjectMeta
                {
                    Name = $"orders-{baseline.Metadata.Uid[..5]}-1",
                    Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "load-operator", ["loadoperator.dev/baseline"] = BaselineBed.Baseline },
                    OwnerReferences = [new V1OwnerReference { ApiVersion = baseline.ApiVersion, Kind = baseline.Kind, Name = BaselineBed.Baseline, Uid = baseline.Metadata.Uid, Controller = true }],
                },
                Spec = BaselineCapture.Of(campaign, 1),
            },
            "baselinerevisions");

        await bed.Campaigns.Operator.StartAsync();

        await bed.Campaigns.UntilAsync("orders-1", "appended", s => s.Appended is { Revision: 1 });
        Assert.Single(await bed.RevisionsAsync());
        Assert.Equal(1, (await bed.UntilAsync("ready", s => IsTrue(s, "Ready"))).RevisionCount);
    }

    [Fact]
    public async Task Capture_FinishedCampaign_IsTakenOnceAndOutlivesIt()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Capture = new CaptureSource { CampaignRef = new CampaignReference { Name = "orders-1" } } });
        await bed.UntilAsync("waiting for the campaign", s => s.Conditions.Any(c => c is { Type: "Captured", Status: "False", Reason: "CampaignNotFound" }));

        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-1"));
        await bed.UntilAsync("captured", s => s.Captured == "orders-1" && IsTrue(s, "Captured") && IsTrue(s, "Ready"));
        await bed.DeleteAsync("baselinerevisions", (await bed.RevisionsAsync()).Single().Metadata.Name);
        await bed.UntilAsync("empty", s => s.RevisionCount == 0);
        await bed.Campaigns.PatchAsync("orders-1", """{"restartToken": "again"}""");
        await bed.Campaigns.UntilAsync("orders-1", "run again", s => s is { Phase: Phase.Completed, History.Count: 1 });
        await bed.DeleteAsync("loadcampaigns", "orders-1");

        var status = await bed.UntilAsync("as it was", s => s.RevisionCount == 0);
        Assert.Equal(("orders-1", 1), (status.Captured, status.LastRevision));
        Assert.Empty(await bed.RevisionsAsync());
    }

    [Fact]
    public async Task Trim_TooMany_OldestThatIsNotPinnedGoesAndNumbersRise()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Samples = [Samples.Of(1), Samples.Of(2), Samples.Of(3)], MaxRevisions = 3, PinnedRevision = 1 });
        await bed.UntilAsync("ready", s => s.RevisionCount == 3);
        // From now on it lives of what campaigns append.
        await bed.PatchAsync("baselines", BaselineBed.Baseline, """{"samples": null}""");

        await bed.AppendAsync("orders-1");
        await bed.UntilAsync("trimmed", s => s.Revisions.Select(r => r.Revision).SequenceEqual([1, 3, 4]));
        await bed.DeleteAsync("baselinerevisions", (await bed.RevisionsAsync())[^1].Metadata.Name);
        await bed.UntilAsync("without the newest", s => s.Revisions.Select(r => r.Revision).SequenceEqual([1, 3]));
        await bed.Campaigns.Operator.KillAsync();
        await bed.Campaigns.Operator.StartAsync();
        await bed.AppendAsync("orders-2");

        await bed.UntilAsync("with a new number", s => s.Revisions.Select(r => r.Revision).SequenceEqual([1, 3, 5]));
        Assert.Equal([1, 3, 5], (await bed.RevisionsAsync()).Select(r => r.Spec.Revision));
    }

    [Fact]
    public async Task Samples_TakenBackInGit_GoAndAChangedOneIsRefused()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Samples = [Samples.Of(1), Samples.Of(2)] });
        await bed.UntilAsync("ready", s => s.RevisionCount == 2 && IsTrue(s, "Ready"));

        await bed.PatchAsync("baselines", BaselineBed.Baseline, JsonOf(new { samples = new[] { Samples.Of(2) } }));
        await bed.UntilAsync("without the first", s => s.Revisions.Select(r => r.Revision).SequenceEqual([2]));
        await bed.PatchAsync("baselines", BaselineBed.Baseline, JsonOf(new { samples = new[] { Samples.Of(2, latencyMs: 99) } }));

        var status = await bed.UntilAsync("refused", s => s.Conditions.Any(c => c is { Type: "Ready", Status: "False", Reason: "SamplesConflict" }));
        Assert.Contains("revision 2 is another measurement", status.Conditions.Single(c => c.Type == "Ready").Message, StringComparison.Ordinal);
        Assert.Equal(JsonOf(Samples.Of(2)), JsonOf((await bed.RevisionsAsync()).Single().Spec));
    }

    [Fact]
    public async Task Revision_Altered_IsRefusedByTheServerOrNoticed()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Samples = [Samples.Of(1)] });
        await bed.UntilAsync("ready", s => IsTrue(s, "Ready"));
        var name = (await bed.RevisionsAsync()).Single().Metadata.Name;

        if (server.Version >= new Version(1, 25))
        {
            var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => bed.PatchAsync("baselinerevisions", name, """{"verdict": "Improvement"}"""));
            Assert.Contains("spec may not change", refusal.Response.Content, StringComparison.Ordinal);
            return;
        }

        await bed.PatchAsync("baselinerevisions", name, """{"verdict": "Improvement"}""");
        var status = await bed.UntilAsync("not ready", s => s.Conditions.Any(c => c is { Type: "Ready", Status: "False" }));
        Assert.Contains("revision 1", status.Conditions.Single(c => c.Type == "Ready").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stale_ByTimeAlone_IsSaidWithoutAnyChange()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        var measured = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(45);
        await bed.CreateAsync(new BaselineSpec { Samples = [Samples.Of(1) with { StartTime = measured }], MaxAge = Duration.FromSeconds(60) });

        var fresh = await bed.UntilAsync("ready", s => IsTrue(s, "Ready"));
        Assert.Equal("WithinMaxAge", fresh.Conditions.Single(c => c.Type == "Stale").Reason);
        await bed.UntilAsync("stale", s => IsTrue(s, "Stale"), seconds: 25);
    }

    private static V1Condition ConditionOf(LoadCampaign campaign, string type) => campaign.Status!.Conditions!.Single(c => c.Type == type);

    private static bool IsTrue(BaselineStatus status, string type) => status.Conditions.Any(c => c.Type == type && c.Status == "True");

    private static string JsonOf<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value, ModelJson.Compact);
}
