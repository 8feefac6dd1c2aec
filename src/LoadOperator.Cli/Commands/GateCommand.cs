using System.CommandLine;
using k8s;
using LoadOperator.Cli.Cluster;
using LoadOperator.Model.Status;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl gate</c>: waits until a campaign in a cluster has ended, and exits like <c>run</c>. Whatever it cannot see is no pass.</summary>
internal static class GateCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The campaign." };
        var cluster = new ClusterOptions();
        var timeout = new Option<TimeSpan>("--timeout") { Description = "How long to wait, as hh:mm:ss.", DefaultValueFactory = _ => TimeSpan.FromHours(1) };
        var command = new Command("gate", "Wait for a campaign in a cluster, print its result, and exit like run.") { name, timeout };
        foreach (var option in cluster.All) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (cluster.Open(parsed, Console.Error) is not var (client, space)) return ExitCode.Usage;
            using (client) return await RunAsync(client, space, parsed.GetValue(name)!, parsed.GetValue(timeout), TimeProvider.System, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Kubernetes kubernetes, string where, string name, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        var deadline = clock.GetUtcNow() + timeout;
        var said = "";
        while (true)
        {
            var (campaign, problem) = await ClusterCampaign.ReadAsync(kubernetes, where, name, cancellation);
            if (campaign is { Status: { Phase: Phase.Completed or Phase.Failed } status } && status.ObservedGeneration == campaign.Metadata.Generation)
            {
                if (status.Metrics is not null) Console.Out.Write(TextReport.Of(campaign));
                else await Console.Out.WriteLineAsync($"{where}/{name}: {status.Verdict}, {status.Reason}: {status.Summary}");
                return ExitCode.Of(status);
            }

            var now = problem ?? $"{campaign!.Status?.Phase.ToString() ?? "Pending"}: {campaign.Status?.Summary ?? "nobody has taken it up yet"}";
            if (now != said) await Console.Error.WriteLineAsync($"{where}/{name}: {now}");
            said = now;
            if (clock.GetUtcNow() >= deadline)
            {
                await Console.Error.WriteLineAsync($"loadctl: {where}/{name} had not ended after {timeout}");
                return problem is null ? ExitCode.Undecided : ExitCode.InvalidOrFailed;
            }

            await Task.Delay(LookEvery, clock, cancellation);
        }
    }
}
