using System.ComponentModel;
using k8s;
using k8s.Models;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Model;

/// <summary>A load test of one version of a service, usually against another version of it, and the verdict on what came out.</summary>
[KubernetesEntity(Group = ApiGroup, ApiVersion = Version, Kind = KindName, PluralName = "loadcampaigns")]
[Description("A load test of one version of a service, usually against another version of it, and the verdict on what came out.")]
public sealed class LoadCampaign : IKubernetesObject<V1ObjectMeta>
{
    public const string ApiGroup = "loadoperator.dev";
    public const string Version = "v1alpha1";
    public const string KindName = "LoadCampaign";

    public string ApiVersion { get; set; } = $"{ApiGroup}/{Version}";

    public string Kind { get; set; } = KindName;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("What to measure, against what, and how sure to be.")]
    public required LoadCampaignSpec Spec { get; set; }

    [Description("What came out. Written by the operator.")]
    public LoadCampaignStatus? Status { get; set; }
}
