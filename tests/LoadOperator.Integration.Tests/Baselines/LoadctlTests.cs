using System.Diagnostics;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Integration.Tests.Baselines;

/// <summary><c>loadctl baseline</c> on a baseline of a cluster.</summary>
public sealed class LoadctlTests(ApiServerFixture server)
{
    [Fact]
    public async Task ShowDiffPinExport_OnACluster_AreThoseOfAFile()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Samples = [Samples.Of(1), Samples.Of(2, latencyMs: 12)] });
        await bed.UntilAsync("ready", s => s.Conditions.Any(c => c is { Type: "Ready", Status: "True" }));

        var (pinned, _, said) = await LoadctlAsync(bed, "pin", "1");
        Assert.True(pinned == 0, said);
        Assert.Equal(1, (await bed.GetAsync())!.Spec.PinnedRevision);
        Assert.Contains("1 (pinned)", (await LoadctlAsync(bed, "show")).Output, StringComparison.Ordinal);
        Assert.Contains("+20.0%", (await LoadctlAsync(bed, "diff", "1", "2")).Output, StringComparison.Ordinal);
        Assert.Contains("kind: BaselineRevision", (await LoadctlAsync(bed, "export", "--revision", "2")).Output, StringComparison.Ordinal);
        var unknown = await LoadctlAsync(bed, "pin", "7");
        Assert.Equal(64, unknown.ExitCode);
        Assert.Contains("there is no revision 7; there are 1, 2", unknown.Errors, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Errors)> LoadctlAsync(BaselineBed bed, string verb, params string[] more)
    {
        var config = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(config, server.Kubeconfig, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(Programs.Loadctl, ["baseline", verb, BaselineBed.Baseline, .. more, "--namespace", bed.Campaigns.Namespace, "--kubeconfig", config]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            File.Delete(config);
        }
    }
}
