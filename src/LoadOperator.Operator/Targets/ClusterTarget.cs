using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Targets;

/// <summary>A side as it stands in the cluster.</summary>
/// <param name="Address">Where generators send requests.</param>
/// <param name="Environment">What stands behind it; null for a URL.</param>
/// <param name="PodSelector">The labels of its pods; null where it has none.</param>
internal sealed record ClusterTarget(TargetAddress Address, TargetEnvironment? Environment, IDictionary<string, string>? PodSelector)
{
    /// <summary>The namespace of its pods; empty for a URL.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The endpoints that the load comes to; empty for a URL.</summary>
    public IReadOnlyList<ReadyEndpoint> Loaded { get; init; } = [];
}
