using System.Text.Json.Nodes;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>What the repository keeps of the CRD: the manifest and the reference for people.</summary>
public static class CrdFiles
{
    public const string FileName = "loadoperator.dev_loadcampaigns.yaml";

    public static string Crd(JsonObject crd) => "# Generated from src/LoadOperator.Model by `make crds`. Do not edit.\n" + CrdText.ToYaml(crd);

    public static string Reference(JsonObject crd) => ApiReference.Of(crd);
}
