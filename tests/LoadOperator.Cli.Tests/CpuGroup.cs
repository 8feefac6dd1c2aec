using System.Globalization;

namespace LoadOperator.Cli.Tests;

/// <summary>A control group of v1's CPU controller.</summary>
internal sealed class CpuGroup : IDisposable
{
    private CpuGroup(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Null where none can be made here.</summary>
    public static CpuGroup? Create()
    {
        var group = new CpuGroup($"/sys/fs/cgroup/cpu/load-operator-test-{Environment.ProcessId}");
        try
        {
            if (!File.Exists("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")) return null;
            Directory.CreateDirectory(group.Folder);
            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Grants it so many microseconds of CPU time in every tenth of a second; -1 for any number.</summary>
    public Task LimitAsync(int microseconds) => File.WriteAllTextAsync(Path.Join(Folder, "cpu.cfs_quota_us"), microseconds.ToString(CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);

    /// <summary>Once its processes have ended.</summary>
    public void Dispose() => Directory.Delete(Folder);
}
