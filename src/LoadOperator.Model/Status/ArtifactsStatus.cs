using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Status;

/// <summary>Files that a campaign has left, and where they are.</summary>
public sealed record ArtifactsStatus
{
    public const int MostFiles = 300;

    [Description("Every file.")]
    [Items(0, MostFiles)]
    public required IReadOnlyList<ArtifactStatus> Files { get; init; }

    [Description("The image that reads a volume claim; empty where no file is in one.")]
    public string? Image { get; init; }

    [Description("Why some files were not kept; nothing where all were.")]
    public string? Missing { get; init; }
}

/// <summary>A file and where it is: in one place, or in none.</summary>
public sealed record ArtifactStatus
{
    /// <summary>What a file may be called: it can name no folder.</summary>
    public const string NamePattern = "^[a-zA-Z0-9][-._a-zA-Z0-9]*$";
    public const int LongestName = 128;

    [Description("The file's name.")]
    [Length(1, LongestName)]
    [Format(NamePattern, "letters, digits, '-', '_' and '.', starting with a letter or digit")]
    public required string Name { get; init; }

    [Description("Whose profiles it shows; both where this is empty.")]
    public Side? Side { get; init; }

    [Description("What it holds.")]
    public required string MediaType { get; init; }

    [Description("How many bytes it has.")]
    public required long Size { get; init; }

    [Description("SHA-256 of it, in hexadecimal; empty where it was not kept.")]
    public string? Sha256 { get; init; }

    [Description("The entry of a ConfigMap that holds it. Where the key ends in .gz, in gzip: size and sha256 are those of what is unpacked.")]
    public KeyReference? ConfigMap { get; init; }

    [Description("The file of a volume claim that it is.")]
    public ClaimFile? Claim { get; init; }

    [Description("What is not there of it, and why.")]
    public string? Note { get; init; }
}

/// <summary>A file in a volume.</summary>
public sealed record ClaimFile
{
    [Description("The persistent volume claim, of the campaign's namespace.")]
    public required string Name { get; init; }

    [Description("The run's folder in its volume.")]
    [Length(1, ArtifactStatus.LongestName)]
    [Format(ArtifactStatus.NamePattern, "letters, digits, '-', '_' and '.', starting with a letter or digit")]
    public required string Run { get; init; }
}
