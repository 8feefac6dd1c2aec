using System.Globalization;
using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Artifacts;

/// <summary>A campaign's files for a reader.</summary>
internal static class ArtifactList
{
    public static string Json(ArtifactsStatus artifacts) => JsonSerializer.Serialize(artifacts, ModelJson.Indented) + "\n";

    public static string Text(ArtifactsStatus artifacts)
    {
        var table = new TextTable("name", "side", "bytes", "sha256", "where", "");
        foreach (var file in artifacts.Files)
            table.Add(file.Name, file.Side is { } side ? $"{side}".ToLowerInvariant() : "both", file.Size.ToString(CultureInfo.InvariantCulture), file.Sha256 ?? "", WhereIs(file), file.Note ?? "");
        return table + (artifacts.Missing is { } missing ? $"not all are kept: {missing}\n" : "");
    }

    private static string WhereIs(ArtifactStatus file) => file switch
    {
        { Claim: { } claim } => $"persistentvolumeclaim/{claim.Name} {claim.Run}/{file.Name}",
        { ConfigMap: { } map } => $"configmap/{map.Name} {map.Key}",
        _ => "nowhere",
    };
}
