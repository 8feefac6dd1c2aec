using System.CommandLine;
using k8s;
using k8s.Exceptions;

namespace LoadOperator.Cli.Cluster;

/// <summary>Which cluster a command reads, and which namespace of it.</summary>
/// <param name="namespaceIs">What is said of the namespace.</param>
internal sealed class ClusterOptions(string namespaceIs = "Its namespace. Default: that of the current context.")
{
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = namespaceIs };
    private readonly Option<FileInfo?> _kubeconfig = new("--kubeconfig") { Description = "Default: as for kubectl." };

    public IReadOnlyList<Option> All => [_namespace, _kubeconfig];

    /// <summary>Whether any of them was given.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetResult(_namespace) is not null || parsed.GetResult(_kubeconfig) is not null;

    /// <summary>A client, and the namespace that is meant; null, and said why, where there is no way to a cluster.</summary>
    /// <param name="otherwise">The namespace where none is given; null for that of the current context.</param>
    public (Kubernetes Client, string Namespace)? Open(ParseResult parsed, TextWriter errors, string? otherwise = null)
    {
        try
        {
            var kubeconfig = parsed.GetValue(_kubeconfig);
            var config = kubeconfig is null ? KubernetesClientConfiguration.BuildDefaultConfig() : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
            return (new Kubernetes(config), parsed.GetValue(_namespace) ?? otherwise ?? config.Namespace ?? "default");
        }
        catch (KubeConfigException exception)
        {
            errors.WriteLine($"loadctl: {exception.Message}");
            return null;
        }
    }
}
