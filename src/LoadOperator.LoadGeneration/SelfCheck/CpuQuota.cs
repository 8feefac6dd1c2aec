using System.Globalization;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>How many CPUs' worth of time the kernel grants this process's control group.</summary>
internal static class CpuQuota
{
    /// <summary>The quota in CPUs; infinite where there is none.</summary>
    public static double Find()
    {
        if (ControlGroup.Find(ControlGroup.V1CpuFolders, "cpu.cfs_quota_us") is { } quotaFile
            && ControlGroup.Find(ControlGroup.V1CpuFolders, "cpu.cfs_period_us") is { } periodFile)
            return Ratio(File.ReadAllText(quotaFile), File.ReadAllText(periodFile));
        return ControlGroup.Find(ControlGroup.V2Folders, "cpu.max") is { } max && File.ReadAllText(max).Split(' ') is [var quota, var period]
            ? Ratio(quota, period)
            : double.PositiveInfinity;
    }

    private static double Ratio(string quota, string period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out var q) && q > 0 && double.TryParse(period, CultureInfo.InvariantCulture, out var p) && p > 0
            ? q / p
            : double.PositiveInfinity;
}
