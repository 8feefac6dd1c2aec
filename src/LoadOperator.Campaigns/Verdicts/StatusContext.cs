using k8s.Models;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What a status carries on from the object that it belongs to; empty where there is no cluster.</summary>
public sealed record StatusContext
{
    /// <summary>The generation of the spec.</summary>
    public long? Generation { get; init; }

    /// <summary>The spec's <see cref="Model.SpecHash"/>.</summary>
    public string? SpecHash { get; init; }

    /// <summary>Earlier runs, the last one first.</summary>
    public IReadOnlyList<PastRun>? History { get; init; }

    /// <summary>What the cluster has to say beside the verdict, each a condition of its own.</summary>
    public IReadOnlyList<FurtherCondition> Further { get; init; } = [];

    /// <summary>The conditions that the object has.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>A condition that does not follow from the status itself.</summary>
/// <param name="IsTrue">Null: it is not known.</param>
public sealed record FurtherCondition(string Type, bool? IsTrue, string Reason, string Message);
