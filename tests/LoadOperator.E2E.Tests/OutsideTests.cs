using System.Diagnostics;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>The operator outside the cluster, as its developers run it: it reaches generators by port-forward.</summary>
[Collection(TakenAway.Name)]
public sealed class OutsideTests(Installation installation)
{
    private const string Name = "outside";

    [Fact]
    public async Task Run_FromOutside_ReachesGeneratorsByPortForward()
    {
        await ScaleAsync(0);
        try
        {
            using var process = Start();
            try
            {
                await Campaigns.ApplyAsync(Campaigns.Manifest(Name, pairs: 3));
                var status = (await Campaigns.EndOfAsync(Name, TimeSpan.FromMinutes(4))).Status!;

                Assert.True(status.Phase == Phase.Completed, $"{status.Reason}: {status.Summary}");
                Assert.Equal("3/3", status.Headline!.Rounds);
                Assert.False(process.HasExited);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            await ScaleAsync(2);
        }
    }

    private static async Task ScaleAsync(int replicas)
    {
        await Command.KubectlAsync("-n", Installation.OperatorNamespace, "scale", "deploy/load-operator", $"--replicas={replicas}");
        await Command.KubectlAsync("-n", Installation.OperatorNamespace, "rollout", "status", "deploy/load-operator", "--timeout=120s");
    }

    /// <summary>The program that was built with these tests; the others' leases are none of its business, as they are gone.</summary>
    private Process Start()
    {
        var path = Path.Join(installation.Folder, "out/bin/LoadOperator.Operator", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name, "load-operator");
        return Process.Start(path, ["--generator-image", Environment.GetEnvironmentVariable("LOAD_OPERATOR_IMAGE")!, "--health-urls", "http://127.0.0.1:0"]);
    }
}
