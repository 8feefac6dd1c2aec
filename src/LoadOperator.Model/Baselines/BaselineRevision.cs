using System.ComponentModel;
using k8s;
using k8s.Models;

namespace LoadOperator.Model.Baselines;

/// <summary>One measurement of a baseline as an object of its own. It never changes.</summary>
[KubernetesEntity(Group = LoadCampaign.ApiGroup, ApiVersion = LoadCampaign.Version, Kind = KindName, PluralName = "baselinerevisions")]
[Description("One measurement of a baseline as an object of its own. It never changes.")]
public sealed class BaselineRevision : IKubernetesObject<V1ObjectMeta>
{
    public const string KindName = "BaselineRevision";

    public string ApiVersion { get; set; } = $"{LoadCampaign.ApiGroup}/{LoadCampaign.Version}";

    public string Kind { get; set; } = KindName;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("The measurement.")]
    public required BaselineSample Spec { get; set; }

    /// <summary>A measurement of a baseline, named after both: <c>orders-3</c>.</summary>
    public static BaselineRevision Of(Baseline baseline, BaselineSample sample) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"{baseline.Metadata.Name}-{sample.Revision}", NamespaceProperty = baseline.Metadata.NamespaceProperty },
        Spec = sample,
    };
}
