using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Conformance;
using LoadOperator.Model;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl conformance</c>: whether a program can stand in for the generator.</summary>
internal static class ConformanceCommand
{
    private static readonly TimeSpan KeysLast = TimeSpan.FromDays(365);

    public static Command Create()
    {
        var url = new Argument<string?>("URL") { Description = "Where the generator listens: https://HOST:PORT, or http:// to try all but its trust.", Arity = ArgumentArity.ZeroOrOne };
        var keys = new Option<DirectoryInfo?>("--keys") { Description = "Folder with the keys of both sides, made by --make-keys; needed for https." };
        var makeKeys = new Option<DirectoryInfo?>("--make-keys") { Description = "Make keys in this folder, for a year, and do nothing else. The generator is given tls.crt, tls.key and ca.crt of it." };
        var targets = new Option<string>("--target-address") { Description = "The address of this machine at which the generator reaches what it is asked to load.", DefaultValueFactory = _ => "127.0.0.1" };
        var data = new Option<DirectoryInfo?>("--data-folder") { Description = "The folder that the generator was given as --data-folder: files are put there to try feeds and gRPC." };
        var format = new Option<string>("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("conformance", "Try a generator against the contract. Exit codes: 0 it does all of it, 1 it does not, 2 it does, but some was skipped, 3 nobody answers.") { url, keys, makeKeys, targets, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(makeKeys) is { } folder) return MakeKeys(folder);
            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                return await Wrong($"URL: '{parsed.GetValue(url)}' is no address of a generator; allowed: one such as https://127.0.0.1:8443");
            if (!IPAddress.TryParse(parsed.GetValue(targets), out var targetAddress)) return await Wrong($"--target-address: '{parsed.GetValue(targets)}' is no IP address");
            if (address.Scheme == Uri.UriSchemeHttps && parsed.GetValue(keys) is null) return await Wrong("--keys is needed for https: make some with --make-keys, and give the generator its own");
            try
            {
                using var credentials = address.Scheme == Uri.UriSchemeHttps ? CampaignCredentials.ReadFrom(parsed.GetValue(keys)!) : null;
                return await RunAsync(new ConformanceSuite(address, credentials, targetAddress, parsed.GetValue(data), TimeProvider.System), parsed.GetValue(format) == "json", cancellation);
            }
            catch (HttpRequestException exception)
            {
                await Console.Error.WriteLineAsync($"loadctl: the generator at {address} cannot be reached: {exception.InnerException?.Message ?? exception.Message}");
                return ExitCode.InvalidOrFailed;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                return await Wrong($"--keys: {exception.Message}");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ConformanceSuite suite, bool asJson, CancellationToken cancellation)
    {
        var results = new List<CheckResult>();
        await foreach (var result in suite.RunAsync(cancellation))
        {
            results.Add(result);
            if (!asJson) Print(result);
        }

        var (failed, skipped) = (results.Count(r => r.Outcome == CheckOutcome.Failed), results.Count(r => r.Outcome == CheckOutcome.Skipped));
        await Console.Out.WriteLineAsync(asJson ? JsonSerializer.Serialize(results, ModelJson.Indented) : $"{results.Count - failed - skipped} passed, {failed} failed, {skipped} skipped");
        return failed > 0 ? ExitCode.Regression : skipped > 0 ? ExitCode.Undecided : ExitCode.Passed;
    }

    private static void Print(CheckResult result)
    {
        Console.Out.WriteLine($"{result.Outcome.ToString().ToLowerInvariant(),-8}{result.Name}: {result.Requirement}");
        foreach (var finding in result.Findings) Console.Out.WriteLine($"        - {finding}");
    }

    private static int MakeKeys(DirectoryInfo folder)
    {
        folder.Create();
        using var credentials = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), KeysLast);
        credentials.WriteAllTo(folder);
        Console.Out.WriteLine($"{folder.FullName}: ca.crt, tls.crt and tls.key for the generator; client.crt and client.key for --keys");
        return ExitCode.Passed;
    }

    private static async Task<int> Wrong(string message)
    {
        await Console.Error.WriteLineAsync($"loadctl: {message}");
        return ExitCode.Usage;
    }
}
