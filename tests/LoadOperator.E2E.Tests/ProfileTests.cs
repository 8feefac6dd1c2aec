using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Why a candidate is slower, by profilers in the pods of its targets.</summary>
public sealed class ProfileTests(Installation installation) : ProfiledPair(installation, "orders-profiled", "orders-hashing")
{
    [Fact]
    public async Task Profiles_WithoutTheRoleAndWithIt_AreMissingAndThenNameTheMethod()
    {
        var without = await ProfileAsync("unprofiled");
        Assert.True(without.Status!.Verdict != Verdict.Invalid, without.Status.Summary);
        var missing = without.Status!.Conditions!.Single(c => c.Type == "Profiled");
        Assert.Equal(("False", "ProfilesMissing"), (missing.Status, missing.Reason));
        Assert.Contains("config/rbac/profiling", missing.Message, StringComparison.Ordinal);

        await GrantAsync();
        await using var claim = await VolumeClaim.CreateAsync("traces");
        var with = await ProfileAsync("profiled", more: $", store: {{claimName: {claim.Name}}}");

        AssertNamesTheMethod(with, "Ephemeral");
        // Where the machine that builds the images has no npm, they draw no flame graphs, and say so.
        var isDrawn = Directory.Exists(Path.Join(Installation.Folder, "out/flamegraph"));
        var kept = with.Status!.Conditions!.Single(c => c.Type == "ArtifactsKept");
        Assert.True(kept.Status == (isDrawn ? "True" : "False"), kept.Message);
        Assert.Equal(isDrawn, with.Status.Artifacts!.Files.Any(f => f.Name == "flamegraph.html"));
        await AssertFetchedAsync(with, claim.Name);
        // The target's pods were neither restarted nor replaced.
        Assert.Equal("0", await Command.KubectlAsync("-n", "shop", "get", "pods", "-l", $"version={Slow}", "-o", "jsonpath={.items[*].status.containerStatuses[*].restartCount}"));
    }

    [Fact]
    public async Task Profiles_ThroughAPortInAVolume_NameTheMethod()
    {
        await GrantAsync();

        AssertNamesTheMethod(await ProfileAsync("ported", ", via: Port"), "Port");
    }

    [Fact]
    public async Task Profiles_ThroughSidecars_NameTheMethodWithoutTheRole()
    {
        // One shares the processes of its pod, the other the folder of the port.
        await AddSidecarAsync(Control);
        await AddSidecarAsync(Slow, "--share-tmp-of", "orders");

        var campaign = await ProfileAsync("accompanied");

        AssertNamesTheMethod(campaign, "Sidecar");
        var ephemeral = await Command.KubectlAsync("-n", "shop", "get", "pods", "-l", $"version in ({Control},{Slow})", "-o", "jsonpath={.items[*].spec.ephemeralContainers[*].name}");
        Assert.DoesNotContain("load-profiler-1", ephemeral, StringComparison.Ordinal);
    }

    /// <summary>Each side's is waited for a minute, for a target under load may take long to answer.</summary>
    [Fact]
    public async Task Auto_SidecarsThatDoNotAnswer_AddsProfilersAndSaysWhy()
    {
        foreach (var deployment in new[] { Control, Slow }) await AddDeafSidecarAsync(deployment);
        await GrantAsync();

        var campaign = await ProfileAsync("deaf");

        Assert.All(AttributionOf(campaign, "Ephemeral").Access!, access => Assert.Matches("^Sidecar: the sidecar in pod .+ cannot be reached: ", Assert.Single(access.Refused!)));
    }

    private static void AssertNamesTheMethod(LoadCampaign campaign, string via)
    {
        var attribution = AttributionOf(campaign, via);
        Assert.True(attribution.Movers is [{ Method: "LoadOperator.DemoTarget.OrderWork.Hash", Measure: "Exclusive", Cost: "cpu", Delta: > 0 }, ..], JsonSerializer.Serialize(attribution, ModelJson.Compact));
    }

    /// <summary>As its page says.</summary>
    private async Task AddSidecarAsync(string deployment, params string[] more)
    {
        var (code, patch, errors) = await Installation.LoadctlAsync(["profile", "sidecar", "--user", "65532", .. more]);
        Assert.True(code == 0, errors);
        await PatchAsync(deployment, patch);
    }

    /// <summary>It runs, declares a profiler's port, and serves nothing there.</summary>
    private static async Task AddDeafSidecarAsync(string deployment)
    {
        var image = await Command.KubectlAsync("-n", "shop", "get", $"deploy/{deployment}", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
        // Not the image's own command, which says where to serve as well: the program takes that once.
        await PatchAsync(deployment, $$"""
            spec:
              template:
                spec:
                  shareProcessNamespace: true
                  containers:
                  - name: deaf
                    image: {{image}}
                    command: [/app/demo-target, --urls, "http://127.0.0.1:9090"]
                    env: [{name: DOTNET_EnableDiagnostics, value: "0"}]
                    ports: [{name: load-profiler, containerPort: 28443}]
                    resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {memory: 256Mi} }
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]} }
            """);
    }

    /// <summary>All files of a campaign can be had, those of the claim too; the stacks name the method, and so do the traces when they are compared again.</summary>
    private async Task AssertFetchedAsync(LoadCampaign campaign, string claim)
    {
        var files = campaign.Status!.Artifacts!.Files;
        var traces = files.Where(f => f.Claim?.Name == claim).ToLookup(f => f.Side!.Value, f => f.Name);
        foreach (var side in new[] { Side.Control, Side.Candidate })
        {
            // A trace, and beside it what is known of it.
            Assert.Equal(8, traces[side].Count(n => n.EndsWith(".nettrace", StringComparison.Ordinal)));
            Assert.Equal(16, traces[side].Count());
        }

        var folder = Directory.CreateTempSubdirectory("e2e-artifacts-");
        try
        {
            var fetched = await Installation.LoadctlAsync("artifacts", campaign.Metadata.Name, "-n", "shop", "-o", folder.FullName);
            Assert.True(fetched.ExitCode == 0, fetched.Errors);
            Assert.Equal(files.Where(f => f.ConfigMap is not null).Select(f => f.Name).Order(), folder.GetFiles().Select(f => f.Name).Order());
            Assert.Contains("OrderWork.Hash", await File.ReadAllTextAsync(Path.Join(folder.FullName, "candidate.cpu.folded"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            var (control, candidate) = (Path.Join(folder.FullName, "control"), Path.Join(folder.FullName, "candidate"));
            Assert.Equal(traces[Side.Candidate].Order(), Directory.GetFiles(candidate).Select(f => Path.GetFileName(f)!).Order());
            var compared = await Installation.LoadctlAsync("profile", "diff", control, candidate);
            Assert.True(compared.ExitCode == 1, compared.Errors);
            Assert.Contains("LoadOperator.DemoTarget.OrderWork.Hash", compared.Output, StringComparison.Ordinal);
            await AssertNoPodIsLeftAsync(campaign);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Neither what wrote to the claim nor what read it, but for those that are being deleted: a kubelet may take its time over them.</summary>
    private static async Task AssertNoPodIsLeftAsync(LoadCampaign campaign)
    {
        var left = await Command.KubectlAsync("-n", "shop", "get", "pods", "-o", "jsonpath={range .items[*]}{.metadata.deletionTimestamp} {.metadata.name}{\"\\n\"}{end}");
        // Without a time of deletion the line begins with the space.
        Assert.DoesNotContain(left.Split('\n'), l => l.StartsWith(" loadctl-artifacts-", StringComparison.Ordinal) || l.StartsWith($" {campaign.Metadata.Name}-", StringComparison.Ordinal));
    }

    private Task<LoadCampaign> ProfileAsync(string name, string via = "", string more = "") => RunAsync(name, $$"""{dotnetTrace: {duration: 1500ms{{via}} }, when: Always{{more}} }""");
}
