using System.CommandLine;
using LoadOperator.Cli.Cluster;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Cli.Commands.Baselines;

/// <summary>Where a command finds its baseline: in a file, or in a cluster.</summary>
internal sealed class BaselineSource
{
    private readonly Argument<string> _baseline = new("BASELINE") { Description = "The baseline's file; its name, with --cluster, --namespace or --kubeconfig." };
    private readonly Option<bool> _isInCluster = new("--cluster") { Description = "The baseline is an object in the cluster of the current context." };
    private readonly ClusterOptions _cluster = new();

    public Command AddTo(Command command)
    {
        command.Add(_baseline);
        command.Add(_isInCluster);
        foreach (var option in _cluster.All) command.Add(option);
        return command;
    }

    /// <summary>Reads the baseline and hands it on, with a way to have the revision that it pins then pinned; where that cannot be done, says why.</summary>
    public async Task<int> UseAsync(ParseResult parsed, Func<Baseline, Func<Baseline, Task>, Task<int>> use, CancellationToken cancellation)
    {
        var name = parsed.GetValue(_baseline)!;
        if (!parsed.GetValue(_isInCluster) && !_cluster.AreGiven(parsed))
            return BaselineFile.Read(name, Console.Error) is { } file ? await UseAsync(name, () => use(file, pinned => Task.Run(() => BaselineFile.Write(name, pinned), cancellation))) : ExitCode.Usage;
        if (_cluster.Open(parsed, Console.Error) is not var (client, space)) return ExitCode.Usage;
        using (client)
        {
            var remote = new ClusterBaseline(client, space, name);
            return await UseAsync($"{space}/{name}", async () => await use(await remote.ReadAsync(cancellation), pinned => remote.PinAsync(pinned.Spec.PinnedRevision!.Value, cancellation)));
        }
    }

    private static async Task<int> UseAsync(string name, Func<Task<int>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"loadctl: {name}: {exception.Message}");
            return ExitCode.Usage;
        }
    }
}
