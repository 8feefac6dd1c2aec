using System.CommandLine;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl explain</c>: walks through a verdict in plain words.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var result = new Argument<string>("RESULT") { Description = "The result folder of a campaign, its result.json, or a LoadCampaign as JSON from a cluster." };
        var metric = new Option<string?>("--metric") { Description = "The metric to explain. Default: the one that decided." };
        var command = new Command("explain", "Explain a verdict in plain words. Exits as run did.") { result, metric };
        command.SetAction(parsed => StoredResult.Use(parsed.GetValue(result)!, campaign =>
        {
            Console.Out.Write(Explanation.Of(campaign, parsed.GetValue(metric)));
            return ExitCode.Of(campaign.Status!);
        }));
        return command;
    }
}
