using LoadOperator.Integration.Tests.ApiServer;
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
