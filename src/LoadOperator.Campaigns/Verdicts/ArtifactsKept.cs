using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>The condition of that name: whether the files of a campaign are where it wants them. It says nothing of the verdict.</summary>
internal static class ArtifactsKept
{
    private const string Type = "ArtifactsKept";

    /// <param name="artifacts">Null where there are none (yet).</param>
    public static IEnumerable<FurtherCondition> Of(ArtifactsStatus? artifacts)
    {
        if (artifacts is null) return [];
        var kept = $"{artifacts.Files.Count(f => f.Sha256 is not null)} files";
        return [artifacts.Missing is { } missing ? new FurtherCondition(Type, false, "FilesMissing", $"{kept} are kept: {missing}") : new FurtherCondition(Type, true, "FilesKept", $"{kept} are kept")];
    }
}
