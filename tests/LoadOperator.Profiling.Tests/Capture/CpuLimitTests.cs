using System.Diagnostics;
using LoadOperator.Cli.Tests;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class CpuLimitTests
{
    private const string V1Mounts = """
        23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 ROOT /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        33 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    private const string V2Mounts = """
        23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
        31 23 0:26 ROOT /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot
        """;

    [Theory]
    [InlineData("3:cpuset:/\n2:cpu,cpuacct:/shop\n0::/", "/", "/sys/fs/cgroup/cpu,cpuacct/shop")]
    [InlineData("2:cpu,cpuacct:/", "/", "/sys/fs/cgroup/cpu,cpuacct")]
    // A container that has its own group mounted, and sees the names of its node.
    [InlineData("2:cpu,cpuacct:/kubepods/pod7/a1", "/kubepods/pod7/a1", "/sys/fs/cgroup/cpu,cpuacct")]
    [InlineData("2:cpu,cpuacct:/kubepods/pod7/a1/inner", "/kubepods/pod7/a1", "/sys/fs/cgroup/cpu,cpuacct/inner")]
    [InlineData("2:cpu,cpuacct:/kubepods/pod7/a10", "/kubepods/pod7/a1", null)]
    [InlineData("3:cpuset:/", "/", null)]
    public void FolderOf_V1_IsTheGroupsOwn(string groups, string root, string? folder) => Assert.Equal(folder, CpuLimit.FolderOf(groups, V1Mounts.Replace("ROOT", root, StringComparison.Ordinal)));

    [Theory]
    [InlineData("0::/user.slice/session-1.scope\n", "/", "/sys/fs/cgroup/user.slice/session-1.scope")]
    [InlineData("0::/\n", "/", "/sys/fs/cgroup")]
    // As a container sees its neighbour in the pod, whose namespace is another one.
    [InlineData("0::/../cri-containerd-a1.scope\n", "/../cri-containerd-a1.scope", "/sys/fs/cgroup")]
    [InlineData("0::/../cri-containerd-a1.scope\n", "/", null)]
    [InlineData("", "/", null)]
    [InlineData("nonsense", "/", null)]
    public void FolderOf_V2_IsTheGroupsOwn(string groups, string root, string? folder) => Assert.Equal(folder, CpuLimit.FolderOf(groups, V2Mounts.Replace("ROOT", root, StringComparison.Ordinal)));

    [Theory]
    [InlineData("nr_periods 12\nnr_throttled 3\nthrottled_time 45000000\n", 45.0)]
    [InlineData("usage_usec 1000\nuser_usec 800\nsystem_usec 200\nnr_periods 12\nnr_throttled 3\nthrottled_usec 45000\n", 45.0)]
    [InlineData("nr_periods 0\nnr_throttled 0\nthrottled_time 0\n", 0.0)]
    [InlineData("usage_usec 1000\nuser_usec 800\nsystem_usec 200\n", null)]
    [InlineData("throttled_usec much\n", null)]
    [InlineData("", null)]
    public void ThrottledMs_Stat_IsMillisecondsOrMissing(string stat, double? ms) => Assert.Equal(ms, CpuLimit.ThrottledMs(stat));

    /// <summary>A loop in a group that may have a tenth of a CPU.</summary>
    [Fact]
    public async Task Of_ProcessThatRunsIntoItsLimit_IsThrottled()
    {
        using var group = CpuGroup.Create();
        Assert.SkipWhen(group is null, "no control group of v1's CPU controller can be made here");
        await group.LimitAsync(10_000);
        using var loop = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!;
        try
        {
            await File.WriteAllTextAsync(Path.Join(group.Folder, "cgroup.procs"), $"{loop.Id}", TestContext.Current.CancellationToken);
            double throttled = 0;
            while (throttled == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
                throttled = Assert.Single(CpuLimit.Of(loop.Id)).Value;
            }

            Assert.Equal(CounterNames.ThrottledMs, CpuLimit.Of(loop.Id).Single().Key);
        }
        finally
        {
            loop.Kill();
            await loop.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
