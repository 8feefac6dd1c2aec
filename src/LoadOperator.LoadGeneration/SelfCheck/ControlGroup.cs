using System.Globalization;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>Files of this process's control group that account its CPU and memory, on cgroup v1 and v2.</summary>
internal static class ControlGroup
{
    private const string Mount = "/sys/fs/cgroup";

    /// <summary>Where v1's files of the CPU controller can be.</summary>
    public static IReadOnlyList<string> V1CpuFolders { get; } = V1Folders("cpu");

    /// <summary>Where v1's files of the memory controller can be.</summary>
    public static IReadOnlyList<string> V1MemoryFolders { get; } = V1Folders("memory");

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

    /// <summary>The number that a file consists of; null where it holds none, as where there is no limit ("max").</summary>
    public static double? Number(string file)
    {
        try
        {
            return double.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Inside a container the group is often mounted as the root.</summary>
    private static IReadOnlyList<string> V1Folders(string controller) =>
        Groups().FirstOrDefault(g => g[1].Split(',').Contains(controller)) is { } v1
            ? [$"{Mount}/{controller}{v1[2]}", $"{Mount}/{v1[1]}{v1[2]}", $"{Mount}/{controller}", $"{Mount}/{v1[1]}"]
            : [];

    private static IEnumerable<string[]> Groups() =>
        File.Exists("/proc/self/cgroup") ? File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3) : [];
}
