using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Integration.Tests.Installation;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>The operator as a program, for one namespace. It can be killed and started again.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-operator-operator-");
    private readonly ProcessKeeper _keeper = new();
    private readonly ApiProxy _proxy;
    private readonly string[] _arguments;
    private KeptProcess? _process;
    private int _starts;

    /// <param name="recorder">A way to the API server that remembers; null for one that can be cut.</param>
    public OperatorProcess(ApiServerFixture server, string @namespace, string targetHost, string[] more, RecordingProxy? recorder = null)
    {
        var url = new Uri(server.Config.Host);
        _proxy = new ApiProxy(url);
        var way = recorder is null ? _proxy.Url.GetLeftPart(UriPartial.Authority) : recorder.Url;
        File.WriteAllText(Kubeconfig, server.Kubeconfig.Replace(url.GetLeftPart(UriPartial.Authority), way, StringComparison.Ordinal));
        _arguments =
        [
            "--namespace", @namespace, "--generator-image", "none", "--health-urls", HealthUrl,
            // Generators and targets of these tests are on loopback.
            "--pod-access", "Direct", "--allow-host", targetHost, "--deny-network", "169.254.0.0/16", .. more,
        ];
    }

    /// <summary>Where it serves its health and metrics.</summary>
    public string HealthUrl { get; } = $"http://127.0.0.1:{FreePorts.Take()}";

    public ApiProxy Api => _proxy;

    public bool HasExited => _process is null or { HasExited: true };

    public int Id => _process!.Id;

    private string Kubeconfig => Path.Join(_folder.FullName, "kubeconfig");

    public async Task StartAsync() =>
        _process = await _keeper.StartAsync(Programs.Operator, Path.Join(_folder.FullName, $"{++_starts}.log"), new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig }, _arguments);

    /// <summary>Memory that it holds, in MiB.</summary>
    public double ResidentMiB => File.ReadLines($"/proc/{_process!.Id}/status").Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024).Single();

    /// <summary>SIGKILL: it has no chance to put anything in order.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>What it has said since it was started last.</summary>
    public string Said() => _process?.Said() ?? "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        await _proxy.DisposeAsync();
        _keeper.Dispose();
        _folder.Delete(recursive: true);
    }
}
