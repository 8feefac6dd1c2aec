using System.CommandLine;
using System.Text.Json;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl report</c>: prints a stored result again.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The result folder of a campaign." };
        var markdown = new Option<bool>("--markdown") { Description = "The whole story in markdown instead of the table." };
        var command = new Command("report", "Print the result of a campaign again. Exits as run did.") { folder, markdown };
        command.SetAction(parsed =>
        {
            try
            {
                var campaign = ResultFolder.ReadResult(parsed.GetValue(folder)!.FullName);
                Console.Out.Write(parsed.GetValue(markdown) ? MarkdownReport.Of(campaign) : TextReport.Of(campaign));
                return ExitCode.Of(campaign.Status!);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException or FormatException)
            {
                Console.Error.WriteLine($"loadctl: {parsed.GetValue(folder)} holds no result: {exception.Message}");
                return ExitCode.Usage;
            }
        });
        return command;
    }
}
