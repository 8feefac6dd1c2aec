using LoadOperator.LoadGeneration.SelfCheck;

namespace LoadOperator.LoadGeneration.Tests.SelfCheck;

public sealed class MemoryUseTests : IDisposable
{
    private readonly DirectoryInfo _group = Directory.CreateTempSubdirectory("cgroup-");

    [Fact]
    public void V1_GroupWithALimit_HasItsWorkingSetAndItsHits()
    {
        Write("memory.usage_in_bytes", "300");
        Write("memory.failcnt", "12");
        Write("memory.stat", "inactive_file 1\nhierarchical_memory_limit 400\ntotal_inactive_file 100");

        var memory = MemoryUse.In(_group.FullName, isV2: false);

        Assert.Equal((50.0, 12L, null), (memory.Percent, memory.LimitHits, memory.StalledMs));
    }

    [Fact]
    public void V2_GroupWithALimit_HasItsStallsAsWell()
    {
        Write("memory.max", "400");
        Write("memory.current", "300");
        Write("memory.stat", "anon 200\ninactive_file 100");
        Write("memory.events", "low 0\nhigh 0\nmax 7\noom 0");
        Write("memory.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9");

        var memory = MemoryUse.In(_group.FullName, isV2: true);

        Assert.Equal((50.0, 7L, 2.5), (memory.Percent, memory.LimitHits, memory.StalledMs));
    }

    [Theory]
    [InlineData(false, "memory.stat", "hierarchical_memory_limit 9223372036854771712\ntotal_inactive_file 0")]
    [InlineData(true, "memory.max", "max")]
    public void Percent_GroupWithoutALimit_IsUnknown(bool isV2, string file, string content)
    {
        Write(file, content);
        Write(isV2 ? "memory.current" : "memory.usage_in_bytes", "300");

        Assert.Null(MemoryUse.In(_group.FullName, isV2).Percent);
    }

    // As where the kernel was built without pressure stall information, or the group has gone away.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Figures_FilesThatAreNotThere_AreUnknown(bool isV2)
    {
        var memory = MemoryUse.In(_group.FullName, isV2);

        Assert.Equal((null, null, null), (memory.Percent, memory.LimitHits, memory.StalledMs));
    }

    /// <summary>As where the kernel was started with pressure turned off: the file is there, and reading it fails. A folder in its place cannot be read by anybody.</summary>
    [Fact]
    public void StalledMs_FileThatCannotBeRead_IsUnknown()
    {
        Write("memory.max", "400");
        Write("memory.current", "300");
        Write("memory.stat", "inactive_file 100");
        _group.CreateSubdirectory("memory.pressure");

        var memory = MemoryUse.In(_group.FullName, isV2: true);

        Assert.Equal((50.0, null), (memory.Percent, memory.StalledMs));
    }

    public void Dispose() => _group.Delete(recursive: true);

    private void Write(string file, string content) => File.WriteAllText(Path.Join(_group.FullName, file), content.ReplaceLineEndings("\n") + "\n");
}
