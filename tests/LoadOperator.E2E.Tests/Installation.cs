using LoadOperator.E2E.Tests;

[assembly: AssemblyFixture(typeof(Installation))]
// A node of two CPUs carries one generator at a time: one test after the other, but for those of a collection of their own.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace LoadOperator.E2E.Tests;

/// <summary>The operator and two demo services, installed as a user would, on the cluster of KUBECONFIG. Removed in the end.</summary>
public sealed class Installation : IAsyncLifetime
{
    public const string OperatorNamespace = "load-operator-system";

    public string Folder { get; } = Repository();

    public async ValueTask InitializeAsync()
    {
        Assert.False(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG")), "KUBECONFIG is not set: run `make e2e`");
        await Command.KubectlAsync(await KustomizeAsync(), ["apply", "--validate=false", "-f", "-"]);
        await Command.KubectlAsync(DemoServices(), ["apply", "-f", "-"]);
        await Command.KubectlAsync("wait", "--for=condition=Established", "crd/loadcampaigns.loadoperator.dev", "--timeout=30s");
        await Command.KubectlAsync("-n", OperatorNamespace, "rollout", "status", "deploy/load-operator", "--timeout=120s");
        foreach (var service in new[] { "orders-stable", "orders-canary" }) await Command.KubectlAsync("-n", "shop", "rollout", "status", $"deploy/{service}", "--timeout=120s");
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("kubectl", null, "delete", "namespace", "shop", "--wait=false");
        await Command.RunAsync("kubectl", await KustomizeAsync(), "delete", "--wait=false", "--ignore-not-found", "-f", "-");
    }

    /// <summary>Runs loadctl as a user would.</summary>
    public Task<(int ExitCode, string Output, string Errors)> LoadctlAsync(params string[] arguments) => Command.RunAsync(Path.Join(Folder, "out/bin/loadctl"), null, arguments);

    /// <summary>The demo's two services with the image under test.</summary>
    public string DemoServices() => File.ReadAllText(Path.Join(Folder, "config/samples/demo/services.yaml")).Replace("localhost/load-operator-demo:dev", Image("DEMO_TARGET_IMAGE"), StringComparison.Ordinal);

    /// <summary>The stable version of the demo under another name, with as much to compute as is asked for; it asks for half as much CPU, for a node has no more than two.</summary>
    public string DemoCopy(string name, int hashRounds)
    {
        var stable = DemoServices().Split("\n---\n").Where(d => d.Contains("name: orders-stable", StringComparison.Ordinal));
        return string.Join("\n---\n", stable)
            .Replace("orders-stable", name, StringComparison.Ordinal)
            .Replace("version: stable", $"version: {name}", StringComparison.Ordinal)
            .Replace("--hash-rounds, \"20\"", $"--hash-rounds, \"{hashRounds}\"", StringComparison.Ordinal)
            .Replace("cpu: 100m", "cpu: 50m", StringComparison.Ordinal);
    }

    /// <summary>Two versions of the tests' Go service with the image under test.</summary>
    public string GoServices() => File.ReadAllText(Path.Join(Folder, "tests/LoadOperator.E2E.Tests/go-orders/services.yaml")).Replace("localhost/load-operator-go-orders:dev", Image("GO_TARGET_IMAGE"), StringComparison.Ordinal);

    /// <summary>config/default with the image under test.</summary>
    private async Task<string> KustomizeAsync() =>
        (await Command.KubectlAsync("kustomize", Path.Join(Folder, "tests/LoadOperator.E2E.Tests/install"), "--load-restrictor=LoadRestrictionsNone"))
        .Replace("localhost/load-operator:dev", Image("LOAD_OPERATOR_IMAGE"), StringComparison.Ordinal);

    private static string Image(string variable) => Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: run `make e2e`");

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder!.FullName, "LoadOperator.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
