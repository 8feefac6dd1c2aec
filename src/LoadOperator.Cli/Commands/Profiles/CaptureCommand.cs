using System.CommandLine;
using LoadOperator.Model;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;

namespace LoadOperator.Cli.Commands.Profiles;

/// <summary><c>loadctl profile capture</c>: a trace of one .NET process.</summary>
internal static class CaptureCommand
{
    private static readonly Duration Shortest = Duration.FromMilliseconds(500);
    private static readonly Duration Longest = Duration.FromSeconds(3600);

    public static Command Create()
    {
        var target = new Argument<string>("TARGET") { Description = "The number of a .NET process of this user, or the path of the socket at which its diagnostic port listens." };
        var output = new Option<string>("--out", "-o") { Description = "The file to write, such as orders.nettrace. What there is stays when the target ends.", Required = true };
        var duration = new Option<Duration>("--duration", "-d")
        {
            Description = $"How long to look, from {Shortest} to {Longest}.",
            DefaultValueFactory = _ => Duration.FromSeconds(10),
            CustomParser = result =>
            {
                if (Duration.TryParse(result.Tokens[0].Value, out var value) && value >= Shortest && value <= Longest) return value;
                result.AddError($"--duration: '{result.Tokens[0].Value}': allowed: from {Shortest} to {Longest}, such as 10s");
                return default;
            },
        };
        var command = new Command("capture", "Take a trace of a .NET process: stacks, allocations, collections, locks, exceptions.") { target, output, duration };
        command.SetAction((parsed, cancellation) => RunAsync(CaptureTarget.Parse(parsed.GetValue(target)!), parsed.GetValue(duration), parsed.GetValue(output)!, TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CaptureTarget target, Duration duration, string file, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            var outcome = await EventPipeCapture.RunAsync(target, duration, file, clock, cancellation);
            ProfileNote.Of(outcome).WriteBeside(file);
            await Console.Error.WriteLineAsync($"{file}: {new FileInfo(file).Length / 1024} KiB of {target}{(outcome.Partial is { } partial ? $"; not whole: {partial}" : "")}");
            return outcome.Partial is null ? ExitCode.Passed : ExitCode.Undecided;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is CaptureException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"loadctl: {exception.Message}");
            return ExitCode.InvalidOrFailed;
        }
    }
}
