using LoadOperator.Model;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Cli.Commands;

/// <summary>Reads manifests and prints what is wrong with them, as a compiler would.</summary>
internal static class ManifestFiles
{
    /// <summary>Reads one file (<c>-</c> is standard input) and prints its problems.</summary>
    public static Manifest Read(string file, TextWriter errors)
    {
        var name = file == "-" ? "<stdin>" : file;
        Manifest manifest;
        try
        {
            using var text = file == "-" ? Console.In : new StreamReader(file);
            manifest = Manifest.Read(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            manifest = new Manifest([], [new Problem(ProblemLevel.Error, new Position(1, 1), "", null, exception.Message)]);
        }

        foreach (var problem in manifest.Problems) errors.WriteLine(problem.Format(name));
        return manifest;
    }

    /// <summary>What the paths in a manifest are relative to.</summary>
    public static string FolderOf(string file) => file == "-" ? "." : Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";

    /// <summary>Reads the one campaign of a file; null, and said why, where there is not exactly one.</summary>
    public static LoadCampaign? ReadOne(string file, TextWriter errors)
    {
        var manifest = Read(file, errors);
        if (manifest.HasErrors) return null;
        if (manifest.Campaigns is [var campaign]) return campaign;
        errors.WriteLine($"{file}: holds {manifest.Campaigns.Count} campaigns; this command takes exactly one");
        return null;
    }
}
