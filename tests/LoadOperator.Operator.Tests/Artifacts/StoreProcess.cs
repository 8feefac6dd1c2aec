using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Storage;

namespace LoadOperator.Operator.Tests.Artifacts;

/// <summary>A store as a program, with a folder of this machine for a volume.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private readonly CampaignCredentials _credentials;
    private readonly Process _process;

    private StoreProcess(Process process, CampaignCredentials credentials) => (_process, _credentials) = (process, credentials);

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public CampaignCredentials Credentials => _credentials;

    public static async Task<StoreProcess> StartAsync(DirectoryInfo volume, bool isReadOnly = false, string listen = "127.0.0.1:0")
    {
        var credentials = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var keys = Directory.CreateTempSubdirectory("store-keys-");
        foreach (var (name, text) in new[] { ("ca.crt", credentials.AuthorityPem), ("tls.crt", credentials.GeneratorCertificatePem), ("tls.key", credentials.GeneratorKeyPem) })
            await File.WriteAllTextAsync(Path.Join(keys.FullName, name), text, TestContext.Current.CancellationToken);
        string[] arguments = ["store", "--listen", listen, "--folder", volume.FullName, .. isReadOnly ? Array.Empty<string>() : ["--tls-folder", keys.FullName]];
        var process = Process.Start(new ProcessStartInfo(Path.Join(Metadata("Programs"), "LoadOperator.Agent", Metadata("Configuration"), "load-agent"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var store = new StoreProcess(process, credentials);
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null) Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        store.Url = new Uri(JsonDocument.Parse(line!).RootElement.GetProperty("listening").GetString()!);
        keys.Delete(recursive: true);
        return store;
    }

    /// <param name="credentials">Null: those of its campaign, or none where it is read from.</param>
    public StoreClient Client(CampaignCredentials? credentials = null) =>
        new("the store", token => GeneratorHttp.ConnectAsync(Url.IdnHost, Url.Port, token, isPatient: true), Url.Scheme == Uri.UriSchemeHttps ? credentials ?? _credentials : null);

    public Task EndsAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _credentials.Dispose();
    }

    private static string Metadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
