using System.IO.Compression;
using System.Text;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Reading;

public sealed class CompactProfileTests
{
    private static readonly Frame Main = new("System.Main", true), Parse = new("Orders.Parse", false);

    private static Profile Whole { get; } = new()
    {
        Stacks = [new StackCost([Main, Parse], CostKind.Cpu, 12.5), new StackCost([Main], CostKind.Allocation, 1024)],
        Seconds = 10,
        StartedAt = DateTimeOffset.UnixEpoch,
        Requests = 500,
        Counters = new Dictionary<string, double> { [CounterNames.CpuMs] = 800 },
        Partial = "the target ended during the trace",
    };

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var read = CompactProfile.Read(CompactProfile.Write(Whole));

        Assert.Equivalent(Whole, read, strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"frames":[null],"stacks":[],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[{"kind":0,"cost":1,"frames":[]}],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[{"kind":0,"cost":1,"frames":[0]}],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[{"kind":0,"cost":1,"frames":[-1]}],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[{"method":"a","isFramework":false}],"stacks":[{"kind":99,"cost":1,"frames":[0]}],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[{"method":"a","isFramework":false}],"stacks":[{"kind":0,"cost":-1,"frames":[0]}],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[],"seconds":-1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[],"seconds":1,"requests":0,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[null],"seconds":1,"counters":{}}""")]
    [InlineData("""{"frames":[],"stacks":[],"seconds":1}""")]
    public void Read_Hostile_IsAClearError(string json) => Assert.NotEmpty(Assert.Throws<ProfileFormatException>(() => CompactProfile.Read(Pack(json))).Message);

    [Fact]
    public void Read_MoreCountersOrLongerNamesThanAStatusTakes_IsAClearError()
    {
        foreach (var counters in new[] { Enumerable.Range(0, 65).ToDictionary(i => $"c{i}", _ => 1.0), new Dictionary<string, double> { [new string('c', 65)] = 1 } })
            Assert.Contains("more than 64 counters", Assert.Throws<ProfileFormatException>(() => CompactProfile.Read(CompactProfile.Write(Whole with { Counters = counters }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WordsWithoutEnd_AreCut() =>
        Assert.Equal(1000, CompactProfile.Read(CompactProfile.Write(Whole with { Partial = new string('x', 100_000) })).Partial!.Length);

    [Fact]
    public void Read_Bomb_IsRefusedBeforeItIsUnpacked() =>
        Assert.Contains("more than 16 MiB", Assert.Throws<ProfileFormatException>(() => CompactProfile.Read(Pack(new string(' ', 64 * 1024 * 1024)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_CutOff_IsAClearError()
    {
        var bytes = CompactProfile.Write(Whole);

        Assert.Throws<ProfileFormatException>(() => CompactProfile.Read(bytes[..(bytes.Length / 2)]));
        Assert.Throws<ProfileFormatException>(() => CompactProfile.Read([1, 2, 3]));
    }

    private static byte[] Pack(string text)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return content.ToArray();
    }
}
