using k8s;
using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Operator;

/// <summary>How the objects of a campaign are called and marked. Names follow from the campaign alone, so that making one twice makes it once.</summary>
internal static class Names
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "load-operator";
    public const string CampaignLabel = "loadoperator.dev/campaign";
    public const string BaselineLabel = "loadoperator.dev/baseline";
    public const string OriginAnnotation = "loadoperator.dev/origin";
    public const string GeneratorLabel = "loadoperator.dev/generator";

    private const string ArtifactsSuffix = "-artifacts";

    public const int LongestCampaign = LoadOperator.Model.Schema.Crd.CampaignCrd.LongestName;

    public static string Secret(LoadCampaign campaign) => $"{Base(campaign)}-generators";

    /// <summary>For each pod one: what a node knows of another's must not be taken for it.</summary>
    public static string ProfilerSecret(LoadCampaign campaign, V1Pod pod) => $"{Base(campaign)}-profiler-{pod.Metadata.Uid[..8]}";

    public static string Run(LoadCampaign campaign) => $"{Base(campaign)}-run";

    public static string FrozenBaseline(LoadCampaign campaign) => $"{Base(campaign)}-baseline";

    public static string Rounds(LoadCampaign campaign, int number) => $"{Base(campaign)}-rounds-{number}";

    public static string Store(LoadCampaign campaign) => $"{Base(campaign)}-store";

    /// <summary>The folder of a run in a volume that others share.</summary>
    public static string StoredRun(LoadCampaign campaign) => $"{Base(campaign)}-{campaign.Metadata.Generation}";

    /// <param name="digest">Of what it holds: other files are another object.</param>
    public static string Artifacts(LoadCampaign campaign, string digest) => $"{Base(campaign)}-{digest[..8]}{ArtifactsSuffix}";

    public static bool IsOfArtifacts(string name) => name.EndsWith(ArtifactsSuffix, StringComparison.Ordinal);

    /// <param name="incarnation">Counts the pods of this generator, from 1.</param>
    public static string Pod(LoadCampaign campaign, int generator, int incarnation) => $"{Base(campaign)}-generator-{generator}-{incarnation}";

    /// <summary>The metadata of an object that belongs to a campaign and goes with it.</summary>
    public static V1ObjectMeta Child(LoadCampaign campaign, string name) => Child(campaign, name, CampaignLabel);

    /// <summary>The metadata of a revision, which goes with its baseline.</summary>
    public static V1ObjectMeta Child(Baseline baseline, int revision) => Child(baseline, $"{Base(baseline)}-{revision}", BaselineLabel);

    public static string SelectorOf(LoadCampaign campaign) => $"{ManagedBy}={Manager},{CampaignLabel}={campaign.Metadata.Name}";

    public static string SelectorOf(Baseline baseline) => $"{ManagedBy}={Manager},{BaselineLabel}={baseline.Metadata.Name}";

    private static V1ObjectMeta Child(IKubernetesObject<V1ObjectMeta> owner, string name, string label) => new()
    {
        Name = name,
        NamespaceProperty = owner.Namespace(),
        Labels = new Dictionary<string, string> { [ManagedBy] = Manager, [label] = owner.Metadata.Name },
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = owner.ApiVersion,
                Kind = owner.Kind,
                Name = owner.Metadata.Name,
                Uid = owner.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = false,
            },
        ],
    };

    /// <summary>With a part of the uid: what a deleted object of the same name has left is not taken for this one's.</summary>
    private static string Base(IMetadata<V1ObjectMeta> owner) => $"{owner.Metadata.Name}-{owner.Metadata.Uid[..5]}";
}
