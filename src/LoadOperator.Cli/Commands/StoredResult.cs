using System.Text.Json;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Model;

namespace LoadOperator.Cli.Commands;

/// <summary>What commands over a stored result have in common.</summary>
internal static class StoredResult
{
    /// <summary>Reads a result and hands it on; where that cannot be done, says why.</summary>
    public static int Use(string path, Func<LoadCampaign, int> use)
    {
        try
        {
            return use(ResultFolder.ReadResult(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException or FormatException or ArgumentException)
        {
            Console.Error.WriteLine($"loadctl: {path}: {exception.Message}");
            return ExitCode.Usage;
        }
    }
}
