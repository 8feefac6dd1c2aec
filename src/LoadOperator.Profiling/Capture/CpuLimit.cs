using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>
/// For how long the CPU limit of a process's own control group has stopped it (cgroups(7), v1 and v2). The group is looked for where the process
/// itself has it mounted: so that of another container is found, too, where the two share their processes.
/// </summary>
internal static class CpuLimit
{
    private const double NanosecondsPerMs = 1e6;
    private const double MicrosecondsPerMs = 1e3;

    /// <summary>The figure now; none where no group is seen that accounts CPU.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Of(int id) =>
        ProcFile.Read($"/proc/{id}/cgroup") is { } groups && ProcFile.Read($"/proc/{id}/mountinfo") is { } mounts
            && FolderOf(groups, mounts) is { } folder && ProcFile.Read($"/proc/{id}/root{folder}/cpu.stat") is { } stat && ThrottledMs(stat) is { } throttled
            ? [new(CounterNames.ThrottledMs, throttled)]
            : [];

    /// <summary>Where the process sees the group that limits its CPU; null where it does not.</summary>
    /// <param name="groups">/proc/PID/cgroup.</param>
    /// <param name="mounts">/proc/PID/mountinfo.</param>
    internal static string? FolderOf(string groups, string mounts)
    {
        List<string[]> all = [.. groups.Split('\n').Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3)];
        // Where v1 has the controller, v2 does not account it.
        return all.FirstOrDefault(g => g[1].Split(',').Contains("cpu")) is { } v1 ? FolderIn(v1[2], mounts, "cgroup", "cpu")
            : all.FirstOrDefault(g => g is ["0", "", _]) is { } v2 ? FolderIn(v2[2], mounts, "cgroup2", null)
            : null;
    }

    /// <summary>Milliseconds in a cpu.stat; null where the group has no controller of CPU.</summary>
    internal static double? ThrottledMs(string stat) =>
        ProcFile.Field(stat, "throttled_time", ' ') / NanosecondsPerMs ?? ProcFile.Field(stat, "throttled_usec", ' ') / MicrosecondsPerMs;

    /// <summary>The path of a group below the place where it, or one that it is in, is mounted: both are named as they are seen from here.</summary>
    private static string? FolderIn(string group, string mounts, string type, string? controller)
    {
        foreach (var line in mounts.Split('\n'))
        {
            // proc_pid_mountinfo(5): ID, parent, device, root, mount point, options, any number of fields, a hyphen, type, source, options.
            if (line.Split(" - ", 2) is not [var before, var after] || before.Split(' ') is not [_, _, _, var root, var point, ..] || after.Split(' ') is not [var found, _, var options, ..]) continue;
            if (found != type || (controller is not null && !options.Split(',').Contains(controller))) continue;
            if (group == root) return point;
            // A group that is outside of what is mounted begins with "/..".
            if (group.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) && group[root.TrimEnd('/').Length..] is var below && !below.StartsWith("/..", StringComparison.Ordinal)) return point + below.TrimEnd('/');
        }

        return null;
    }
}
