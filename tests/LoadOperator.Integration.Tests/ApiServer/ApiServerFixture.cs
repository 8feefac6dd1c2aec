using System.Globalization;
using k8s;
using k8s.Models;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>
/// A real API server with the repository's CRDs, one for all tests of this assembly. Where its programs are missing the tests that
/// ask for it are skipped.
/// </summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    private ControlPlane? _controlPlane;
    private Kubernetes? _client;
    private HttpClient? _http;

    /// <summary>Why there is no API server; null when there is one.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>The server's release, such as 1.20.</summary>
    public Version Version { get; private set; } = new();

    /// <summary>Whether owned objects are collected, and namespaces emptied.</summary>
    public bool HasControllerManager { get; private set; }

    public IKubernetes Client => _client ?? throw Missing();

    /// <summary>Plain HTTP as the administrator, relative to the server's address.</summary>
    public HttpClient Http => _http ?? throw Missing();

    /// <summary>As the administrator. A new one each time, so that a test may change it.</summary>
    public KubernetesClientConfiguration Config => (_controlPlane ?? throw Missing()).Config();

    /// <summary>The administrator's kubeconfig, for programs such as kubectl.</summary>
    public string Kubeconfig => (_controlPlane ?? throw Missing()).Kubeconfig();

    public async ValueTask InitializeAsync()
    {
        var programs = ControlPlanePrograms.Find(out var missing);
        SkipReason = programs is null ? missing : null;
        if (programs is null) return;
        _controlPlane = new ControlPlane(programs);
        try
        {
            await _controlPlane.StartApiAsync();
            _client = new Kubernetes(Config);
            _http = AdminHttp.Create(Config);
            var version = await _client.Version.GetCodeAsync();
            // A minor version may read "29+".
            Version = new Version(int.Parse(version.Major, CultureInfo.InvariantCulture), int.Parse(version.Minor.TrimEnd('+'), CultureInfo.InvariantCulture));
            HasControllerManager = programs.ControllerManager is not null;
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
            await CustomResourceDefinitions.InstallAsync(_http, _client, patience.Token);
            await _controlPlane.StartControllerManagerAsync(Version.Minor);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of one test's own; without a server the test is skipped.</summary>
    /// <param name="handlers">What requests pass through on their way.</param>
    public Kubernetes NewClient(params DelegatingHandler[] handlers)
    {
        SkipWithoutServer();
        return new Kubernetes(Config, handlers);
    }

    /// <summary>Skips the calling test where there is no API server.</summary>
    public void SkipWithoutServer() => Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");

    /// <summary>Skips the calling test where the server is older than 1.<paramref name="minor"/>, or there is none.</summary>
    /// <param name="minor">The first release that has it.</param>
    /// <param name="feature">What it lacks before.</param>
    public void SkipBefore(int minor, string feature)
    {
        SkipWithoutServer();
        Assert.SkipWhen(Version < new Version(1, minor), $"Kubernetes {Version} has no {feature}; 1.{minor} has");
    }

    /// <summary>Makes a namespace for one test, and returns its name.</summary>
    public async Task<string> CreateNamespaceAsync(string prefix) =>
        (await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = prefix + "-" } })).Metadata.Name;

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        _client?.Dispose();
        if (_controlPlane is not null) await _controlPlane.DisposeAsync();
        (_http, _client, _controlPlane) = (null, null, null);
    }

    private InvalidOperationException Missing() => new($"there is no API server: {SkipReason ?? "it did not start"}");
}
