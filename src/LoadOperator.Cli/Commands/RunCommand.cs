using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Cli.Profiles;
using LoadOperator.Cli.Progress;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl run</c>: the local host. Runs a campaign on this machine and says what came out.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--filename", "-f") { Description = "Manifest of one LoadCampaign; '-' is standard input.", Required = true };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for the result. Default: results/NAME-TIME." };
        var candidate = new Option<string?>("--candidate-url") { Description = "Address of the candidate, instead of the manifest's." };
        var control = new Option<string?>("--control-url") { Description = "Address of the control, instead of the manifest's." };
        var baseline = new Option<string?>("--baseline") { Description = "File of the baseline that the manifest names in comparison.baselineRef, in onPassed.appendTo, or in both: see loadctl baseline." };
        var image = new Option<string?>("--image") { Description = "What the candidate runs, where onPassed appends it to a baseline: an image's digest, or another name of that very build." };
        var candidateProcess = new Option<string?>("--candidate-process") { Description = "The candidate's process, to be profiled: its number, or the socket of its diagnostic port. Default: what listens at its address." };
        var controlProcess = new Option<string?>("--control-process") { Description = "The same of the control." };
        var verifies = new Option<string?>("--verifies") { Description = "Result of an earlier campaign that found out why its candidate was slower: this one says whether what it blamed has receded." };
        var command = new Command("run", "Run a campaign on this machine, without a cluster.") { file, output, candidate, control, baseline, image, candidateProcess, controlProcess, verifies };
        command.SetAction((parsed, cancellation) =>
        {
            var arguments = new Arguments(
                parsed.GetValue(file)!, parsed.GetValue(output), parsed.GetValue(candidate), parsed.GetValue(control), parsed.GetValue(baseline), parsed.GetValue(image),
                ProfiledProcesses.Parse(parsed.GetValue(controlProcess), parsed.GetValue(candidateProcess)), parsed.GetValue(verifies));
            return RunAsync(arguments, TimeProvider.System, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Arguments arguments, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = Console.Error;
        if (ManifestFiles.ReadOne(arguments.File, errors) is not { } manifest) return ExitCode.Usage;
        if (arguments.ControlUrl is not null && manifest.Spec.Comparison.Control is null)
        {
            await errors.WriteLineAsync("loadctl: --control-url: the campaign has no control; add spec.comparison.control");
            return ExitCode.Usage;
        }

        var spec = LocalTargets.Override(manifest.Spec, arguments.CandidateUrl, arguments.ControlUrl);
        if (!LocalVerification.Resolve(ref spec, arguments.Verifies, errors, out var verified)) return ExitCode.Usage;
        var campaign = new LoadCampaign { Metadata = manifest.Metadata, Spec = spec };
        if (LocalTargets.Resolve(campaign.Spec, errors) is not { } targets) return ExitCode.Usage;
        if (LocalWorkloadData.Resolve(campaign.Spec, ManifestFiles.FolderOf(arguments.File), errors) is not { } data) return ExitCode.Usage;
        if (!LocalBaseline.Resolve(campaign.Spec, arguments.Baseline, errors, out var baseline)) return ExitCode.Usage;
        campaign.Metadata.Name ??= campaign.Metadata.GenerateName + "local";
        var plan = CampaignPlan.For(campaign.Metadata.Name, campaign.Spec, RandomNumberGenerator.GetInt32(int.MaxValue), baseline);

        ResultFolder results;
        try
        {
            results = ResultFolder.Create(arguments.Output ?? new DirectoryInfo(Path.Join("results", $"{plan.Name}-{clock.GetLocalNow():yyyyMMdd-HHmmss}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"loadctl: Failed, ResultNotStored: the output folder cannot be written: {exception.Message}");
            return ExitCode.InvalidOrFailed;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Stop(signal, stop));
        try
        {
            await using (var observer = Observers.For(errors, plan, clock))
            await using (var platform = new LocalPlatform(plan, campaign, targets, data, arguments.Processes, verified, results, clock))
                await new CampaignLoop(plan, platform, observer, clock).RunAsync(new CampaignState { StartedAt = clock.GetUtcNow() }, interruption: stop.Token, detach: CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"loadctl: Failed, ResultNotStored: the result cannot be written: {exception.Message}");
            return ExitCode.InvalidOrFailed;
        }

        Console.Out.Write(TextReport.Of(campaign));
        await errors.WriteLineAsync($"result in {results.DisplayPath}: result.json, report.md, rounds/{(campaign.Status!.Attribution is null ? "" : ", profiles/")}");
        return Append(campaign, arguments.Baseline, arguments.Image, errors) ? ExitCode.Of(campaign.Status) : ExitCode.InvalidOrFailed;
    }

    /// <summary>False, and said why, where a candidate that passed cannot be appended: what was asked for was not done.</summary>
    private static bool Append(LoadCampaign campaign, string? baselineFile, string? image, TextWriter errors)
    {
        try
        {
            if (baselineFile is not null) LocalBaseline.Append(campaign, baselineFile, image, errors);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.WriteLine($"loadctl: {baselineFile}: the candidate is not appended: {exception.Message}");
            return false;
        }
    }

    /// <summary>The first signal ends the campaign in order; a second one takes its usual course.</summary>
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }

    /// <summary>What the command was given.</summary>
    private sealed record Arguments(string File, DirectoryInfo? Output, string? CandidateUrl, string? ControlUrl, string? Baseline, string? Image, ProfiledProcesses Processes, string? Verifies);
}
