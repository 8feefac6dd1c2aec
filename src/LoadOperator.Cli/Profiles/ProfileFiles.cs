using LoadOperator.Profiling.Pictures;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Cli.Profiles;

/// <summary>Profiles of both sides on disk, and the pictures that are made of them.</summary>
internal static class ProfileFiles
{
    private static readonly string[] Extensions = [".nettrace", ".pb.gz", ".pprof", ".folded"];

    /// <summary>The profiles of a folder in the order of their names, or the one of a file.</summary>
    /// <exception cref="ProfileFormatException">One cannot be read, or there are none.</exception>
    public static IReadOnlyList<Profile> ReadAll(string path)
    {
        if (!Directory.Exists(path)) return [ProfileReader.Read(path)];
        List<string> files = [.. Directory.EnumerateFiles(path).Where(file => Extensions.Any(e => file.EndsWith(e, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        return files.Count > 0 ? [.. files.Select(ProfileReader.Read)] : throw new ProfileFormatException($"{path}: holds no profiles ({string.Join(", ", Extensions.Select(e => "*" + e))})");
    }

    /// <summary>Writes what can be looked at.</summary>
    /// <param name="note">A sentence above the flame graphs.</param>
    /// <returns>What was left out, and why; null where nothing was.</returns>
    public static string? WritePictures(string folder, string title, string note, IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate)
    {
        Directory.CreateDirectory(folder);
        foreach (var picture in PictureSet.Of(title, note, control, candidate)) File.WriteAllText(Path.Join(folder, picture.Name), picture.Whole);
        return FlameGraphPage.Missing;
    }
}
