using System.ComponentModel;
using k8s;
using k8s.Models;

namespace LoadOperator.Model.Baselines;

/// <summary>A named reference to compare candidates with: what campaigns have measured before, and where that comes from.</summary>
[KubernetesEntity(Group = LoadCampaign.ApiGroup, ApiVersion = LoadCampaign.Version, Kind = KindName, PluralName = "baselines")]
[Description("A named reference to compare candidates with: what campaigns have measured before, and where that comes from.")]
public sealed class Baseline : IKubernetesObject<V1ObjectMeta>
{
    public const string KindName = "Baseline";
    public const string ShortName = "lbl";

    /// <summary>Longest name of a baseline: its revisions add to it.</summary>
    public const int LongestName = 52;

    public string ApiVersion { get; set; } = $"{LoadCampaign.ApiGroup}/{LoadCampaign.Version}";

    public string Kind { get; set; } = KindName;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("Which measurements the baseline holds, and how long they count.")]
    public required BaselineSpec Spec { get; set; }

    [Description("What the baseline holds now.")]
    public BaselineStatus? Status { get; set; }
}
