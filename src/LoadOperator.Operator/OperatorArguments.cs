using System.Net;
using LoadOperator.Operator.Telemetry;

namespace LoadOperator.Operator;

/// <summary>The command line, read.</summary>
internal sealed record OperatorArguments
{
    public required IReadOnlyList<string> Namespaces { get; init; }

    public required string? LeaseNamespace { get; init; }

    public required string LeaseName { get; init; }

    public required string? GeneratorImage { get; init; }

    public required TimeSpan GeneratorStartTimeout { get; init; }

    public required IReadOnlyList<string> AllowedHosts { get; init; }

    public required IReadOnlyList<string> AllowedNamespaces { get; init; }

    /// <summary>Empty: those that nobody should load.</summary>
    public required IReadOnlyList<IPNetwork> DeniedNetworks { get; init; }

    public required PodAccess PodAccess { get; init; }

    public required string HealthUrls { get; init; }

    public required LogFormat LogFormat { get; init; }
}

/// <summary>How the operator reaches generators.</summary>
internal enum PodAccess
{
    /// <summary>Directly from within the cluster, by port-forward from outside it.</summary>
    Auto,
    Direct,
    PortForward,
}
