using System.Text.Json.Nodes;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>What the repository keeps of the CRDs: the manifests and the reference for people.</summary>
public static class CrdFiles
{
    /// <summary>Every CRD, in the order in which a reader meets them.</summary>
    public static IReadOnlyList<JsonObject> All { get; } = [CampaignCrd.Create(), BaselineCrds.Baseline(), BaselineCrds.Revision()];

    /// <summary>The file of a CRD: <c>loadoperator.dev_loadcampaigns.yaml</c>.</summary>
    public static string FileName(JsonObject crd) => $"{crd["spec"]!["group"]}_{crd["spec"]!["names"]!["plural"]}.yaml";

    public static string Crd(JsonObject crd) => "# Generated from src/LoadOperator.Model by `make crds`. Do not edit.\n" + CrdText.ToYaml(crd);

    public static string Reference() => ApiReference.Of(All);
}
