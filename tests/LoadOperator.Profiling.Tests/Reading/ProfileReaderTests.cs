using CsCheck;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Reading;

public sealed class ProfileReaderTests : IDisposable
{
    private static readonly byte[] Cpu = PprofBytes.Of([("samples", "count"), ("cpu", "nanoseconds")], (["runtime.memmove", "main.parse", "main.main"], [3, 30_000_000]), (["main.main"], [1, 10_000_000]));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("profile-test-");

    [Fact]
    public void Read_CpuProfileOfGo_HasMillisecondsFromRootToLeaf()
    {
        var profile = ProfileReader.Read(Write(PprofBytes.Zip(Cpu)));

        Assert.Null(profile.Partial);
        Assert.Equal(2, profile.Seconds);
        Assert.Equal(40, profile.TotalOf(CostKind.Cpu), 9);
        var parse = profile.Stacks.Single(s => s.Frames.Count == 3);
        Assert.Equal(["main.main", "main.parse", "runtime.memmove"], parse.Frames.Select(f => f.Method));
        Assert.Equal([false, false, true], parse.Frames.Select(f => f.IsFramework));
        Assert.Equal(30, parse.Cost, 9);
    }

    [Fact]
    public void Read_HeapProfileOfGo_HasBytesAllocated()
    {
        var heap = PprofBytes.Of([("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"), ("inuse_space", "bytes")], (["main.parse", "main.main"], [10, 5120, 1, 512]));

        var profile = ProfileReader.Read(Write(heap));

        Assert.Equal(5120, profile.TotalOf(CostKind.Allocation));
    }

    /// <summary>A service that had nothing to do says of what it has no samples.</summary>
    [Fact]
    public void Read_ProfileOfAnIdleProcess_HasNoCostAndIsWhole()
    {
        var profile = ProfileReader.Read(Write(PprofBytes.Zip(PprofBytes.Of([("samples", "count"), ("cpu", "nanoseconds")]))));

        Assert.Empty(profile.Stacks);
        Assert.Equal((2, null), (profile.Seconds, profile.Partial));
    }

    [Fact]
    public void Read_NeitherSamplesNorTheirTypes_IsAClearError() =>
        Assert.EndsWith(": not a profile: it has no samples", Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write(PprofBytes.Of([])))).Message, StringComparison.Ordinal);

    /// <summary>What is cut off before its samples must not look like an idle process.</summary>
    [Fact]
    public void Read_CutOffBeforeItsSamples_IsAClearError() =>
        Assert.Contains(": not a profile: ", Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write(PprofBytes.Of([("samples", "count"), ("cpu", "nanoseconds")])[..^5]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ProfileThatSaysNothingOfCost_NamesWhatItHolds()
    {
        var goroutines = PprofBytes.Of([("goroutine", "count")], (["main.main"], [1]));

        var exception = Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write(goroutines)));

        Assert.Contains("goroutine/count", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutOffAnywhere_IsAClearErrorOrMarkedPartial() =>
        Gen.Int[1, Cpu.Length - 1].Sample(length =>
        {
            var profile = ReadOrNull(Cpu[..length]);
            return profile is null || profile.TotalOf(CostKind.Cpu) <= 40;
        });

    [Fact]
    public void Read_ZippedAndCutOff_IsAClearErrorOrMarkedPartial()
    {
        var whole = PprofBytes.Zip(Cpu);
        Gen.Int[3, whole.Length - 1].Sample(length => ReadOrNull(whole[..length]) is null or { Partial: not null });
    }

    [Fact]
    public void Read_BytesChangedAtRandom_NeverFailsOtherwise() =>
        Gen.Select(Gen.Int[0, Cpu.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            byte[] bytes = [.. Cpu];
            foreach (var (at, value) in changes) bytes[at] = value;
            _ = ReadOrNull(bytes);
            return true;
        });

    [Fact]
    public void Read_TraceOfNothing_IsAClearError()
    {
        Assert.Contains("trace", Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write("Nettrace"u8.ToArray()))).Message, StringComparison.Ordinal);
        Assert.Contains("trace", Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write([.. "Nettrace"u8, .. new byte[200]]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n")]
    [InlineData("a;b x\n")]
    [InlineData("a;b -3\n")]
    [InlineData("a;b NaN\n")]
    public void Read_TextThatIsNoStack_IsAClearError(string text) => Assert.Throws<ProfileFormatException>(() => ProfileReader.Read(Write(System.Text.Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Folded_WrittenAndRead_IsTheSame()
    {
        StackCost[] stacks = [new([new("Main", false), new("System.String.Concat", true)], CostKind.Cpu, 12.5), new([new("Main", false)], CostKind.Cpu, 3)];

        var profile = ProfileReader.Read(Write(System.Text.Encoding.UTF8.GetBytes(FoldedStacks.Write(stacks))));

        Assert.Equal(stacks.Select(s => (string.Join(';', s.Frames.Select(f => f.Method)), s.Cost)), profile.Stacks.Select(s => (string.Join(';', s.Frames.Select(f => f.Method)), s.Cost)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(byte[] bytes)
    {
        var path = Path.Join(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private Profile? ReadOrNull(byte[] bytes)
    {
        try
        {
            return ProfileReader.Read(Write(bytes));
        }
        catch (ProfileFormatException)
        {
            return null;
        }
    }
}
