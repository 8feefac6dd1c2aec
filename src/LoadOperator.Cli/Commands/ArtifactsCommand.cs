using System.CommandLine;
using System.Runtime.InteropServices;
using k8s;
using LoadOperator.Cli.Artifacts;
using LoadOperator.Cli.Cluster;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl artifacts</c>: lists the files that a campaign in a cluster has left, and fetches them.</summary>
internal static class ArtifactsCommand
{
    private static readonly string[] Formats = ["text", "json"];

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The campaign." };
        var cluster = new ClusterOptions();
        var output = new Option<string?>("--out", "-o") { Description = "Folder to write the files to. Default: they are listed alone." };
        var image = new Option<string?>("--image") { Description = "The image of the pod that reads a volume claim. Default: the operator's, as the status names it." };
        var format = new Option<string>("--format") { Description = $"How they are listed: one of {string.Join(", ", Formats)}.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("artifacts", "List the flame graphs and profiles that a campaign in a cluster has left, or fetch them. Exits 0; 2: there are none; 3: one cannot be had as the status says it.") { name, output, image, format };
        foreach (var option in cluster.All) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (cluster.Open(parsed, Console.Error) is not var (client, space)) return ExitCode.Usage;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
            try
            {
                using (client) return await RunAsync(client, space, parsed.GetValue(name)!, parsed.GetValue(output), parsed.GetValue(image), parsed.GetValue(format)!, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Kubernetes client, string space, string name, string? folder, string? image, string format, CancellationToken cancellation)
    {
        var (campaign, problem) = await ClusterCampaign.ReadAsync(client, space, name, cancellation);
        if (campaign is null)
        {
            await Console.Error.WriteLineAsync($"loadctl: {space}/{name}: {problem}");
            return ExitCode.Usage;
        }

        if (campaign.Status?.Artifacts is not { } artifacts)
        {
            await Console.Error.WriteLineAsync($"loadctl: {space}/{name} has left no files: {(campaign.Status?.Phase is Phase.Completed or Phase.Failed ? "its targets were not profiled" : "it has not ended")}");
            return ExitCode.Undecided;
        }

        Console.Out.Write(format == "json" ? ArtifactList.Json(artifacts) : ArtifactList.Text(artifacts));
        if (folder is null) return ExitCode.Passed;
        await using var fetch = new ArtifactFetch(client, space, image ?? artifacts.Image);
        return await FetchAsync(fetch, artifacts, folder, cancellation);
    }

    /// <summary>Fetches what there is, and says of each what became of it.</summary>
    private static async Task<int> FetchAsync(ArtifactFetch fetch, ArtifactsStatus artifacts, string folder, CancellationToken cancellation)
    {
        var exitCode = ExitCode.Passed;
        foreach (var file in artifacts.Files.Where(f => f.Sha256 is not null))
        {
            try
            {
                Directory.CreateDirectory(folder);
                await Console.Error.WriteLineAsync(await fetch.WriteAsync(file, folder, cancellation));
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"loadctl: {exception.Message}");
                exitCode = ExitCode.InvalidOrFailed;
            }
        }

        return exitCode;
    }

    /// <summary>The first signal ends it in order, and takes its pod along; a second one takes its usual course.</summary>
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
