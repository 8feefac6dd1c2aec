namespace LoadOperator.Operator;

/// <summary>What whoever installs the operator decides.</summary>
internal sealed record OperatorSettings
{
    /// <summary>The image of generators whose campaign names none.</summary>
    public required string GeneratorImage { get; init; }

    /// <summary>The namespace in which the operator keeps what is its own; null where it has none, on somebody's machine.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the operator's authority over profilers is called there.</summary>
    public string ProfilersName { get; init; } = "load-operator-profilers";

    /// <summary>How that image is pulled; null leaves it to the cluster.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Whether this process reaches pods at their own addresses. Otherwise it goes through the API server.</summary>
    public required bool ReachesPods { get; init; }

    /// <summary>Generators that are not ready after this time are given up.</summary>
    public TimeSpan GeneratorStartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hosts outside the cluster that campaigns may load; none unless named here.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Namespaces whose Services campaigns of other namespaces may load, too.</summary>
    public IReadOnlyList<string> AllowedNamespaces { get; init; } = [];
}
