using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;

namespace LoadOperator.Cli.Tests;

/// <summary>Generators with keys of one campaign.</summary>
internal sealed class Agents : IAsyncDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("load-operator-keys-");
    private readonly CampaignCredentials _credentials = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
    private readonly List<AgentProcess> _processes = [];
    private readonly List<GeneratorClient> _clients = [];

    public GeneratorFleet Fleet => new(_clients, TimeProvider.System);

    /// <param name="controlGroup">A control group of v1's CPU controller to start them in.</param>
    public static async Task<Agents> StartAsync(int count, string? controlGroup = null)
    {
        var agents = new Agents();
        agents._credentials.WriteTo(agents._keys);
        agents._processes.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AgentProcess.StartAsync(agents._keys, controlGroup))));
        agents._clients.AddRange(agents._processes.Select(p => new GeneratorClient(p.Url, agents._credentials)));

        return agents;
    }

    public Uri UrlOf(int index) => _processes[index].Url;

    /// <summary>A client for one of them that is reached by another address.</summary>
    public GeneratorClient ClientFor(Uri url) => new(url, _credentials);

    public int PidOf(int index) => _processes[index].Pid;

    public Task<int> ExitAsync(int index) => _processes[index].ExitAsync();

    public void Kill(int index) => _processes[index].Kill();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var process in _processes) await process.DisposeAsync();
        _credentials.Dispose();
        _keys.Delete(recursive: true);
    }
}
