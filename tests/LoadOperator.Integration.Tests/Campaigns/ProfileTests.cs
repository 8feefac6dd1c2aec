using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Runtime;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>Campaigns that ask why. No kubelet is here to run a profiler; what is said then is.</summary>
public sealed class ProfileTests(ApiServerFixture server)
{
    private const string Profiling = "\"profiling\": {\"dotnetTrace\": {}, \"when\": \"Always\"}";

    [Fact]
    public async Task Profiling_TargetThatIsNoService_KeepsTheVerdictAndSaysWhatIsMissing()
    {
        server.SkipWithoutServer();
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(bed.Manifest("why", more: Profiling));

        var status = await bed.UntilEndedAsync("why");

        Assert.Equal(Phase.Completed, status.Phase);
        Assert.NotEqual(Verdict.Invalid, status.Verdict);
        Assert.Equal((0, 0), (status.Attribution!.ControlProfiles, status.Attribution.CandidateProfiles));
        var profiled = status.Conditions!.Single(c => c.Type == "Profiled");
        Assert.Equal(("False", "ProfilesMissing"), (profiled.Status, profiled.Reason));
        Assert.Contains("is no Service with pods: in a cluster nothing else is profiled", profiled.Message, StringComparison.Ordinal);
    }

    /// <summary>The generators of before are gone, and what was known of profiles is, too.</summary>
    [Fact]
    public async Task Suspend_WhileTargetsAreProfiled_ProfilesThemAnewWithOtherGenerators()
    {
        server.SkipWithoutServer();
        await using var bed = await TestBed.PrepareAsync(server, SimulatedGenerator.StartAsync, null);
        await bed.Operator.StartAsync();
        IList<V1Container> containers = [new() { Name = "web", Image = "web:1" }, new() { Name = "profiler", Image = "profiler:1", Ports = [new V1ContainerPort { ContainerPort = 9, Name = "load-profiler" }] }];
        await TargetTests.AddServiceAsync(bed, "stable", containers, "198.18.1.1");
        await TargetTests.AddServiceAsync(bed, "canary", containers, "198.18.1.2");
        // Nobody answers there, and it is asked for a minute.
        await TellAsync(bed, "stable-0", new { running = new { } });
        await bed.ApplyAsync(TargetTests.Manifest(more: "\"profiling\": {\"counters\": {\"via\": \"Sidecar\"}, \"when\": \"Always\"}"));
        await bed.UntilAsync("orders", "about to be profiled", s => s.Reason == "Profiling");

        await bed.PatchAsync("orders", """{"suspend": true}""");
        await bed.UntilAsync("orders", "suspended", s => s.Phase == Phase.Suspended);
        await Waiting.UntilAsync(() => bed.Node.Running.Count == 0, "the generator is given back");
        // With that the profiles will have an end.
        await TellAsync(bed, "stable-0", new { terminated = new { exitCode = 3 } });
        await bed.PatchAsync("orders", """{"suspend": false}""");
        var status = await bed.UntilEndedAsync("orders");

        Assert.True((status.Phase, status.Verdict) is (Phase.Completed, not Verdict.Invalid), $"{status.Reason}: {status.Summary}");
        Assert.Equal(("3/3", 2), (status.Headline!.Rounds, bed.Node.Started.Count));
        Assert.Contains("container profiler of pod stable-0 does not run: it has ended with exit code 3", status.Conditions!.Single(c => c.Type == "Profiled").Message, StringComparison.Ordinal);
    }

    /// <summary>What a kubelet would say of a pod's containers.</summary>
    private static async Task TellAsync(TestBed bed, string pod, object profiler)
    {
        var status = new
        {
            status = new
            {
                containerStatuses = new object[]
                {
                    new { name = "web", image = "web:1", imageID = "sha256:stable", ready = true, restartCount = 0, state = new { running = new { } } },
                    new { name = "profiler", image = "profiler:1", imageID = "sha256:profiler", ready = true, restartCount = 0, state = profiler },
                },
            },
        };
        await bed.Client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch(JsonSerializer.Serialize(status), V1Patch.PatchType.MergePatch), pod, bed.Namespace, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Verifies_CampaignThatIsNotThereOrBlamesNothing_IsRefused()
    {
        server.SkipWithoutServer();
        await using var bed = await TestBed.StartAsync(server);
        await bed.ApplyAsync(Verifying(bed, "fix", "slow"));
        await bed.ApplyAsync(bed.Manifest("plain"));

        Assert.Contains("verifies.campaignRef.name: 'slow': there is no such campaign in this namespace", (await bed.UntilEndedAsync("fix")).Summary, StringComparison.Ordinal);
        await bed.UntilEndedAsync("plain");
        await bed.ApplyAsync(Verifying(bed, "later", "plain"));
        var status = await bed.UntilEndedAsync("later");
        Assert.Equal((Phase.Failed, "InvalidSpec"), (status.Phase, status.Reason));
        Assert.Contains("campaign plain has no status.attribution: its targets were not profiled", status.Summary, StringComparison.Ordinal);
    }

    private static string Verifying(TestBed bed, string name, string earlier) =>
        bed.Manifest(name, more: Profiling).Replace("\"comparison\": {", $"\"comparison\": {{\"verifies\": {{\"campaignRef\": {{\"name\": \"{earlier}\"}}}}, ", StringComparison.Ordinal);
}
