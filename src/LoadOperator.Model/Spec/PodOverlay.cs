using System.ComponentModel;
using k8s.Models;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>
/// What a cluster's users may add to generator pods: where they run and what they carry. What makes a generator a fair and
/// harmless instrument (its command, limits, security context) is not theirs to change.
/// </summary>
public sealed record PodOverlay : IHasRules<PodOverlay>
{
    private const string Reserved = "loadoperator.dev/";

    [Description("Labels of the pods.")]
    [Items(0, 32)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [Description("Annotations of the pods.")]
    [Items(0, 32)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [Description("Labels that a node must have, as in a pod.")]
    [Items(0, 32)]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    [Description("Affinity, as in a pod. Without it generators prefer nodes without the targets.")]
    public V1Affinity? Affinity { get; init; }

    [Description("Tolerations, as in a pod.")]
    [Items(0, 32)]
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    [Description("Topology spread constraints, as in a pod.")]
    [Items(0, 8)]
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }

    [Description("Environment variables of the generator, as in a container.")]
    [Items(0, 64)]
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    [Description("Volumes, as in a pod.")]
    [Items(0, 16)]
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    [Description("Where the volumes are mounted, as in a container.")]
    [Items(0, 16)]
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    [Description("The pods' priority class.")]
    [Length(1, 253)]
    public string? PriorityClassName { get; init; }

    [Description("Secrets to pull the image with, as in a pod.")]
    [Items(0, 8)]
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    [Description("The pods' runtime class.")]
    [Length(1, 253)]
    public string? RuntimeClassName { get; init; }

    public static IReadOnlyList<Rule<PodOverlay>> Rules { get; } =
    [
        new("labels", $"may not begin with {Reserved} or app.kubernetes.io/managed-by: by these the operator finds its pods",
            $"!has(self.labels) || self.labels.all(k, !k.startsWith('{Reserved}') && k != 'app.kubernetes.io/managed-by')",
            overlay => overlay.Labels?.Keys.Any(k => k.StartsWith(Reserved, StringComparison.Ordinal) || k == "app.kubernetes.io/managed-by") is not true),
        new("env", "may not begin with DOTNET_: the generator's runtime is set up the same everywhere",
            Schema.Rules.NotInCel,
            overlay => overlay.Env?.Any(e => e.Name?.StartsWith("DOTNET_", StringComparison.Ordinal) is true) is not true),
    ];
}
