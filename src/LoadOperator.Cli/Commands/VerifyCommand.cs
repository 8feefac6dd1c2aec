using System.CommandLine;
using LoadOperator.Campaigns.Verdicts;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl verify</c>: reaches a stored verdict again from its rounds, and says where what is stored differs.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var result = new Argument<string>("RESULT") { Description = "The result folder of a campaign, its result.json, or a LoadCampaign as JSON from a cluster." };
        var command = new Command("verify", "Recompute a stored verdict from its rounds. Exit code 0 where all agrees, 1 where something differs.") { result };
        command.SetAction(parsed => StoredResult.Use(parsed.GetValue(result)!, campaign =>
        {
            var recomputation = Recomputation.Of(campaign);
            foreach (var difference in recomputation.Differences) Console.Out.WriteLine($"{difference.Path}: stored {difference.Stored}, recomputed {difference.Recomputed}");
            Console.Out.WriteLine(recomputation.Differences.Count == 0
                ? $"{campaign.Status!.Verdict}: all {recomputation.Figures} figures follow from the rounds, to {Recomputation.Tolerance:0e-00}"
                : $"{recomputation.Differences.Count} of {recomputation.Figures} figures do not follow from the rounds");
            return recomputation.Differences.Count == 0 ? ExitCode.Passed : ExitCode.Regression;
        }));
        return command;
    }
}
