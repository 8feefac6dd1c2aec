using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>etcd, kube-apiserver and, where there is one, kube-controller-manager, on loopback, with their data in a temporary folder.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const string Services = "198.19.0.0/24";

    private readonly ControlPlanePrograms _programs;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-operator-api-");
    private readonly ProcessKeeper _keeper = new();
    private readonly Stack<KeptProcess> _processes = [];
    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly string _url;
    private readonly int _etcdPort;

    public ControlPlane(ControlPlanePrograms programs)
    {
        _programs = programs;
        var ports = FreePorts.Take(2);
        (_etcdPort, _url) = (ports[0], $"https://127.0.0.1:{ports[1]}");
        // The key that service-account tokens are signed and checked with.
        using var key = RSA.Create(2048);
        File.WriteAllText(In("service-accounts.key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(In("tokens.csv"), $"{_token},admin,admin,system:masters\n");
    }

    public KubernetesClientConfiguration Config() => new()
    {
        Host = _url,
        AccessToken = _token,
        SslCaCerts = Authority(),
    };

    public async Task StartApiAsync()
    {
        await StartAsync(
            _programs.Etcd,
            "--data-dir", In("etcd"), "--unsafe-no-fsync",
            "--listen-client-urls", $"http://127.0.0.1:{_etcdPort}", "--advertise-client-urls", $"http://127.0.0.1:{_etcdPort}", "--listen-peer-urls", "http://127.0.0.1:0");
        var apiServer = await StartAsync(
            _programs.ApiServer,
            [
                "--etcd-servers", $"http://127.0.0.1:{_etcdPort}",
                "--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--secure-port", new Uri(_url).Port.ToString(), "--cert-dir", In("certificates"),
                "--endpoint-reconciler-type", "none", "--service-cluster-ip-range", Services,
                "--authorization-mode", "RBAC", "--token-auth-file", In("tokens.csv"), "--allow-privileged=true",
                "--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", In("service-accounts.key"), "--service-account-signing-key-file", In("service-accounts.key"),
                // Without a controller manager nobody makes the accounts that this plugin wants every pod to have.
                .. _programs.ControllerManager is null ? new[] { "--disable-admission-plugins", "ServiceAccount" } : [],
            ]);
        await WaitUntilReadyAsync(apiServer);
    }

    /// <param name="minorVersion">The server's: before 24 there is a second, plain port to close.</param>
    public async Task StartControllerManagerAsync(int minorVersion)
    {
        if (_programs.ControllerManager is null) return;
        await File.WriteAllTextAsync(In("admin.conf"), Kubeconfig());
        await StartAsync(
            _programs.ControllerManager,
            [
                "--kubeconfig", In("admin.conf"), "--leader-elect=false", "--secure-port", "0", "--cert-dir", In("certificates"),
                "--controllers", "garbagecollector,namespace,resourcequota,serviceaccount,serviceaccount-token,ttl-after-finished",
                "--service-account-private-key-file", In("service-accounts.key"),
                .. minorVersion < 24 ? new[] { "--port", "0" } : [],
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        while (_processes.TryPop(out var process)) await process.DisposeAsync();
        _keeper.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>For programs such as kubectl.</summary>
    public string Kubeconfig() => $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster: {server: "{{_url}}", certificate-authority: "{{In("certificates/apiserver.crt")}}"}
        users:
        - name: admin
          user: {token: {{_token}}}
        contexts:
        - name: test
          context: {cluster: test, user: admin}
        current-context: test
        """;

    private async Task<KeptProcess> StartAsync(string program, params string[] arguments)
    {
        var process = await _keeper.StartAsync(program, In(Path.GetFileName(program) + ".log"), arguments);
        _processes.Push(process);
        return process;
    }

    private async Task WaitUntilReadyAsync(KeptProcess apiServer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        try
        {
            while (!File.Exists(In("certificates/apiserver.crt")) || !await IsReadyAsync(patience.Token))
            {
                foreach (var process in _processes) process.ThrowIfEnded();
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"kube-apiserver is not ready after 2 minutes; the end of its log:\n{apiServer.Tail()}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var http = AdminHttp.Create(Config());
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private X509Certificate2Collection Authority()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(In("certificates/apiserver.crt"));
        return certificates;
    }

    private string In(string name) => Path.Join(_folder.FullName, name);
}
