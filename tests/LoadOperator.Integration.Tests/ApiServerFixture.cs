using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]

namespace LoadOperator.Integration.Tests;

/// <summary>
/// A real etcd and kube-apiserver, once for all tests. The programs are those of KUBEBUILDER_ASSETS, as envtest has it; without that
/// variable the tests are skipped (eng/test.sh sets it).
/// </summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("load-operator-api-").FullName;
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly List<Component> _components = [];
    private int _port;
    private int _namespaces;

    /// <summary>Why there is no server; null where there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
        if (string.IsNullOrEmpty(assets) || !File.Exists(Path.Combine(assets, "kube-apiserver")))
        {
            Missing = "KUBEBUILDER_ASSETS does not name a folder with etcd and kube-apiserver";
            return;
        }

        var (etcd, peers) = (FreePort(), FreePort());
        _port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(_folder, "tokens.csv"), $"{_token},admin,1,\"system:masters\"");
        using (var key = RSA.Create(2048)) await File.WriteAllTextAsync(Path.Combine(_folder, "sa.key"), key.ExportRSAPrivateKeyPem());
        Start(assets, "etcd", "--data-dir", Path.Combine(_folder, "etcd"), "--unsafe-no-fsync", "--listen-client-urls", $"http://127.0.0.1:{etcd}", "--advertise-client-urls", $"http://127.0.0.1:{etcd}", "--listen-peer-urls", $"http://127.0.0.1:{peers}");
        Start(
            assets,
            "kube-apiserver",
            $"--etcd-servers=http://127.0.0.1:{etcd}",
            "--bind-address=127.0.0.1",
            $"--secure-port={_port}",
            $"--cert-dir={_folder}",
            "--authorization-mode=RBAC",
            $"--token-auth-file={Path.Combine(_folder, "tokens.csv")}",
            "--service-cluster-ip-range=198.19.0.0/24",
            "--endpoint-reconciler-type=none",
            "--disable-admission-plugins=ServiceAccount",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={Path.Combine(_folder, "sa.key")}",
            $"--service-account-signing-key-file={Path.Combine(_folder, "sa.key")}");
        await ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var component in Enumerable.Reverse(_components)) component.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <param name="handlers">What requests pass through on their way.</param>
    public Kubernetes Client(params DelegatingHandler[] handlers)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return new Kubernetes(new KubernetesClientConfiguration { Host = $"https://127.0.0.1:{_port}", AccessToken = _token, SkipTlsVerify = true }, handlers);
    }

    /// <summary>A namespace for one test.</summary>
    public async Task<string> NamespaceAsync()
    {
        using var client = Client();
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, cancellationToken: TestContext.Current.CancellationToken);
        return name;
    }

    private void Start(string assets, string program, params string[] arguments) => _components.Add(new Component(Path.Combine(assets, program), arguments));

    private async Task ReadyAsync()
    {
        using var client = Client();
        using var timeout = new CancellationTokenSource(StartTimeout, TimeProvider.System);
        while (true)
        {
            if (_components.Find(c => c.HasEnded) is { } ended) throw new InvalidOperationException($"the control plane ended:\n{ended.LastWords}");
            try
            {
                using var answer = await client.HttpClient.GetAsync(new Uri($"https://127.0.0.1:{_port}/readyz"), timeout.Token);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && await IsServingAsync(client, timeout.Token)) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"the API server is not ready after {StartTimeout}:\n{_components[^1].LastWords}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Namespaces are the last that the server makes for itself.</summary>
    private static async Task<bool> IsServingAsync(Kubernetes client, CancellationToken cancellation)
    {
        try
        {
            return (await client.CoreV1.ListNamespaceAsync(cancellationToken: cancellation)).Items.Any(n => n.Metadata.Name == "default");
        }
        catch (k8s.Autorest.HttpOperationException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
