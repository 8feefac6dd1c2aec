using System.Globalization;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>Files of this process's control group that account its CPU, on cgroup v1 and v2.</summary>
internal static class ControlGroup
{
    private const string Mount = "/sys/fs/cgroup";

    /// <summary>Where v1's files of the CPU controller can be; inside a container the group is often mounted as the root.</summary>
    public static IReadOnlyList<string> V1CpuFolders { get; } =
        Groups().FirstOrDefault(g => g[1].Split(',').Contains("cpu")) is { } v1
            ? [$"{Mount}/cpu{v1[2]}", $"{Mount}/{v1[1]}{v1[2]}", $"{Mount}/cpu", $"{Mount}/{v1[1]}"]
            : [];

    /// <summary>Where v2's files can be.</summary>
    public static IReadOnlyList<string> V2Folders { get; } = Groups().FirstOrDefault(g => g[0] == "0") is { } v2 ? [Mount + v2[2], Mount] : [];

    /// <summary>The first of these folders that has the file; null where none has.</summary>
    public static string? Find(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Join(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>A field of a file with a name and a number on each line.</summary>
    public static double? Field(string file, string field)
    {
        try
        {
            foreach (var line in File.ReadLines(file))
                if (line.Split(' ') is [var name, var value] && name == field) return double.Parse(value, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The group can go away while it is read; then there is nothing to see.
        }

        return null;
    }

    private static IEnumerable<string[]> Groups() =>
        File.Exists("/proc/self/cgroup") ? File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3) : [];
}
