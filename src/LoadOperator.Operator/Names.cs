using k8s.Models;
using LoadOperator.Model;

namespace LoadOperator.Operator;

/// <summary>How the objects of a campaign are called and marked. Names follow from the campaign alone, so that making one twice makes it once.</summary>
internal static class Names
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "load-operator";
    public const string CampaignLabel = "loadoperator.dev/campaign";
    public const string GeneratorLabel = "loadoperator.dev/generator";

    public const int LongestCampaign = LoadOperator.Model.Schema.Crd.CampaignCrd.LongestName;

    public static string Secret(LoadCampaign campaign) => $"{Base(campaign)}-generators";

    public static string Run(LoadCampaign campaign) => $"{Base(campaign)}-run";

    public static string Rounds(LoadCampaign campaign, int number) => $"{Base(campaign)}-rounds-{number}";

    /// <param name="incarnation">Counts the pods of this generator, from 1.</param>
    public static string Pod(LoadCampaign campaign, int generator, int incarnation) => $"{Base(campaign)}-generator-{generator}-{incarnation}";

    /// <summary>The metadata of an object that belongs to a campaign and goes with it.</summary>
    public static V1ObjectMeta Child(LoadCampaign campaign, string name) => new()
    {
        Name = name,
        NamespaceProperty = campaign.Namespace(),
        Labels = new Dictionary<string, string> { [ManagedBy] = Manager, [CampaignLabel] = campaign.Metadata.Name },
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = campaign.ApiVersion,
                Kind = campaign.Kind,
                Name = campaign.Metadata.Name,
                Uid = campaign.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = false,
            },
        ],
    };

    public static string SelectorOf(LoadCampaign campaign) => $"{ManagedBy}={Manager},{CampaignLabel}={campaign.Metadata.Name}";

    /// <summary>With a part of the uid: what a deleted campaign of the same name has left is not taken for this one's.</summary>
    private static string Base(LoadCampaign campaign) => $"{campaign.Metadata.Name}-{campaign.Metadata.Uid[..5]}";
}
