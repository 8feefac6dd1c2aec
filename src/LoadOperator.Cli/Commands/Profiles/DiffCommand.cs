using System.CommandLine;
using System.Text.Json;
using LoadOperator.Cli.Profiles;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands.Profiles;

/// <summary><c>loadctl profile diff</c>: the methods whose cost differs between two sets of profiles.</summary>
internal static class DiffCommand
{
    private static readonly string[] Formats = ["text", "json", "markdown"];

    public static Command Create()
    {
        var control = new Argument<string>("CONTROL") { Description = "Profiles of the version that serves now: a folder of .nettrace, pprof (.pb.gz, .pprof) or .folded files, read in the order of their names; or one file." };
        var candidate = new Argument<string>("CANDIDATE") { Description = "The same, of the version that is to replace it. As many, and they are compared pair by pair." };
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", Formats)}.", DefaultValueFactory = _ => Formats[0] };
        var output = new Option<string?>("--out") { Description = "Folder for flame graphs, speedscope files and folded stacks. Default: none are written." };
        format.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Formats.Contains(token.Value)) result.AddError($"--format: '{token.Value}': allowed: {string.Join(", ", Formats)}");
        });
        var command = new Command("diff", $"Say which methods cost more or less. Exits 0: none costs more, 1: some do, 2: fewer than {ProfileComparer.FewestProfiles} profiles of a side.") { control, candidate, format, output };
        command.SetAction(parsed => Run(parsed.GetValue(control)!, parsed.GetValue(candidate)!, parsed.GetValue(format)!, parsed.GetValue(output)));
        return command;
    }

    private static int Run(string controlPath, string candidatePath, string format, string? folder)
    {
        if (Read(controlPath) is not { } control || Read(candidatePath) is not { } candidate) return ExitCode.Usage;
        var attribution = AttributionStatuses.Of(ProfileComparer.Compare(control, candidate));
        Console.Out.Write(format switch
        {
            "json" => JsonSerializer.Serialize(attribution, ModelJson.Indented) + "\n",
            "markdown" => AttributionReport.Markdown(attribution),
            _ => AttributionReport.Text(attribution),
        });
        try
        {
            if (folder is not null && ProfileFiles.WritePictures(folder, $"{candidatePath} against {controlPath}", attribution.Summary, control, candidate) is { } missing) Console.Error.WriteLine($"loadctl: {missing}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"loadctl: the pictures cannot be written: {exception.Message}");
            return ExitCode.InvalidOrFailed;
        }

        return CodeOf(attribution);
    }

    private static int CodeOf(AttributionStatus attribution)
    {
        if (Math.Min(attribution.ControlProfiles, attribution.CandidateProfiles) < ProfileComparer.FewestProfiles) return ExitCode.Undecided;
        return attribution.Movers.Any(m => m.Delta > 0) ? ExitCode.Regression : ExitCode.Passed;
    }

    private static IReadOnlyList<Profile>? Read(string path)
    {
        try
        {
            return ProfileFiles.ReadAll(path);
        }
        catch (ProfileFormatException exception)
        {
            Console.Error.WriteLine($"loadctl: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"loadctl: {path} cannot be read: {exception.Message}");
        }

        return null;
    }
}
