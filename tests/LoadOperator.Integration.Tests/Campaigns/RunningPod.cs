using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>What a node runs for a pod.</summary>
internal interface IRunningPod : IAsyncDisposable
{
    bool HasExited { get; }

    /// <summary>Ends it as a kernel would that is out of memory.</summary>
    Task KillAsync();
}

/// <summary>Starts what a pod asks for.</summary>
/// <param name="name">The pod's name.</param>
/// <param name="tls">The folder with its keys.</param>
/// <param name="address">The address that is the pod's own.</param>
/// <param name="port">The port that it is to listen on.</param>
internal delegate Task<IRunningPod> StartPod(string name, DirectoryInfo tls, string address, int port);

/// <summary>A real agent, as a process.</summary>
internal sealed class AgentPod(KeptProcess process) : IRunningPod
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public bool HasExited => process.HasExited;

    public static async Task<IRunningPod> StartAsync(ProcessKeeper keeper, string name, DirectoryInfo tls, string address, int port)
    {
        var process = await keeper.StartAsync(Programs.Agent, Path.Join(tls.Parent!.FullName, name + ".log"), "--listen", $"{address}:{port}", "--tls-folder", tls.FullName);
        while (!process.Said().Contains("listening", StringComparison.Ordinal))
        {
            process.ThrowIfEnded();
            await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
        }

        return new AgentPod(process);
    }

    public Task KillAsync() => process.KillAsync();

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
