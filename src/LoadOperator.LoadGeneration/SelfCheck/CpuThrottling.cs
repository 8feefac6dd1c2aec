namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>How long the kernel's CPU quota has stopped this process's control group.</summary>
internal sealed class CpuThrottling
{
    private readonly string? _file;
    private readonly string _field;
    private readonly double _unitsPerMs;

    private CpuThrottling(string? file, string field, double unitsPerMs) => (_file, _field, _unitsPerMs) = (file, field, unitsPerMs);

    /// <summary>v1, v2 or none: where CPU time is accounted for this process.</summary>
    public string CgroupVersion => _field switch
    {
        "throttled_time" => "v1",
        "throttled_usec" => "v2",
        _ => "none",
    };

    /// <summary>Milliseconds since the group was made; null where there is no quota to see.</summary>
    public double? TotalMs => _file is null ? null : ControlGroup.Field(_file, _field) / _unitsPerMs;

    public static CpuThrottling Find()
    {
        const string File = "cpu.stat";
        if (ControlGroup.Find(ControlGroup.V1CpuFolders, File) is { } v1 && ControlGroup.Field(v1, "throttled_time") is not null)
            return new CpuThrottling(v1, "throttled_time", 1e6);
        if (ControlGroup.Find(ControlGroup.V2Folders, File) is { } v2 && ControlGroup.Field(v2, "throttled_usec") is not null)
            return new CpuThrottling(v2, "throttled_usec", 1e3);
        return new CpuThrottling(null, "", 1);
    }
}
