using System.Diagnostics;
using k8s;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Crds;

public sealed class CrdTests(ApiServerFixture server)
{
    [Fact]
    public async Task Crd_Installed_IsStructuralAndServed()
    {
        server.SkipWithoutServer();

        var crd = await server.Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync("loadcampaigns.loadoperator.dev", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(crd.Status.Conditions, c => c is { Type: "Established", Status: "True" });
        Assert.Contains(crd.Status.Conditions, c => c is { Type: "NamesAccepted", Status: "True" });
        Assert.DoesNotContain(crd.Status.Conditions, c => c is { Type: "NonStructuralSchema", Status: "True" });
        Assert.Equal(["lc"], crd.Status.AcceptedNames.ShortNames);
        Assert.Equal(["loadoperator"], crd.Status.AcceptedNames.Categories);
    }

    /// <summary>Client-side apply keeps the whole object in an annotation, which takes 256 KiB.</summary>
    [Fact]
    public async Task Crds_AppliedByKubectl_FitIntoItsAnnotation()
    {
        server.SkipWithoutServer();
        // A server that does not know rules yet takes a CRD with them, but kubectl's own check does not.
        var output = await KubectlAsync("apply", "-k", Path.Join(Repository.Root, "crds"), $"--validate={(server.Version >= new Version(1, 25) ? "strict" : "false")}");

        Assert.True(output.Contains("loadcampaigns.loadoperator.dev configured", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData("lc.spec.load.inject.rate", "evenly spaced")]
    [InlineData("lc.spec.generator.podTemplate.affinity", "as in a pod")]
    [InlineData("lc.status.metrics.delta", "estimated difference")]
    [InlineData("lc.status.conditions.reason", "in one word")]
    [InlineData("lc.spec.onPassed.appendTo.baseline", "must exist")]
    [InlineData("lbl.spec.maxAge", "passes no candidate")]
    [InlineData("baselinerevision.spec.fingerprint", "not comparable")]
    public async Task Field_ExplainedByKubectl_SaysWhatItMeans(string field, string meaning)
    {
        // A server publishes the schema a moment after it serves the objects.
        var output = "";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        for (var attempt = 0; attempt < 40 && !output.Contains(meaning, StringComparison.Ordinal); attempt++)
        {
            if (attempt > 0) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            // It breaks lines where they become too long.
            output = string.Join(' ', (await KubectlAsync("explain", field)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Contains(meaning, output, StringComparison.Ordinal);
    }

    private async Task<string> KubectlAsync(params string[] arguments)
    {
        server.SkipWithoutServer();
        var kubectl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Join(folder, "kubectl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(kubectl is null, "no kubectl on PATH");
        var folder = Directory.CreateTempSubdirectory("load-operator-kubectl-");
        try
        {
            var config = Path.Join(folder.FullName, "config");
            await File.WriteAllTextAsync(config, server.Kubeconfig, TestContext.Current.CancellationToken);
            // Its caches of what the server has would outlive the server.
            var start = new ProcessStartInfo(kubectl!, ["--kubeconfig", config, "--cache-dir", folder.FullName, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return await output + await errors;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
