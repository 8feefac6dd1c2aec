using System.Globalization;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>How this process's control group fares with its memory, on cgroup v1 and v2.</summary>
internal sealed class MemoryUse
{
    /// <summary>v1 writes "no limit" as a number near the largest there is.</summary>
    private const double LargestLimit = 1e18;

    private readonly string _folder;
    private readonly bool _isV2;
    private readonly double? _limit;

    private MemoryUse(string folder, bool isV2)
    {
        (_folder, _isV2) = (folder, isV2);
        _limit = (isV2 ? Number("memory.max") : Field("memory.stat", "hierarchical_memory_limit")) is { } limit and > 0 and < LargestLimit ? limit : null;
    }

    /// <summary>What is in use of the limit and cannot simply be dropped, in percent: as the kubelet reckons a container's working set.</summary>
    public double? Percent =>
        _limit is { } limit && Number(_isV2 ? "memory.current" : "memory.usage_in_bytes") is { } usage && Field("memory.stat", _isV2 ? "inactive_file" : "total_inactive_file") is { } inactive
            ? 100 * Math.Max(0, usage - inactive) / limit
            : null;

    /// <summary>How often the limit has been met, since the group was made.</summary>
    public long? LimitHits => (long?)(_isV2 ? Field("memory.events", "max") : Number("memory.failcnt"));

    /// <summary>For how many milliseconds some thread has waited for memory, since the group was made.</summary>
    public double? StalledMs => _isV2 ? StalledMsOf(Text("memory.pressure")) : null;

    /// <summary>Null where no group can be seen.</summary>
    public static MemoryUse? Find()
    {
        if (ControlGroup.Find(ControlGroup.V1MemoryFolders, "memory.usage_in_bytes") is { } v1) return new MemoryUse(Path.GetDirectoryName(v1)!, isV2: false);
        return ControlGroup.Find(ControlGroup.V2Folders, "memory.current") is { } v2 ? new MemoryUse(Path.GetDirectoryName(v2)!, isV2: true) : null;
    }

    /// <summary>Of a folder with the files of a group.</summary>
    internal static MemoryUse In(string folder, bool isV2) => new(folder, isV2);

    /// <summary>Of the line <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=MICROSECONDS</c>.</summary>
    private static double? StalledMsOf(string pressure)
    {
        const string Total = "total=";
        var some = pressure.Split('\n').FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal)) ?? "";
        var at = some.IndexOf(Total, StringComparison.Ordinal);
        return at > 0 && double.TryParse(some.AsSpan(at + Total.Length), CultureInfo.InvariantCulture, out var microseconds) ? microseconds / 1e3 : null;
    }

    /// <summary>Empty where it cannot be read: kernels with pressure turned off have the file all the same.</summary>
    private string Text(string file)
    {
        try
        {
            return File.ReadAllText(PathOf(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string PathOf(string file) => Path.Join(_folder, file);

    private double? Number(string file) => ControlGroup.Number(PathOf(file));

    private double? Field(string file, string field) => ControlGroup.Field(PathOf(file), field);
}
