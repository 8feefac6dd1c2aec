using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

/// <summary>What the kernel says, as it says it.</summary>
public sealed class ProcessFiguresTests
{
    private const string Stat = "4711 (my (odd) app) S 1 4711 4711 0 -1 4194560 15012 230 17 5 321 79 2 1 20 0 25 0 8123 274000000000 21504 18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private const string Status = "Name:\tdotnet\nUmask:\t0022\nVmHWM:\t   99999 kB\nVmRSS:\t   86016 kB\nRssAnon:\t   40000 kB\nThreads:\t2\nvoluntary_ctxt_switches:\t120\nnonvoluntary_ctxt_switches:\t7\n";

    [Fact]
    public void OfStat_NameWithBlanksAndParentheses_CountsFromBehindIt() =>
        Assert.Equal(
            new Dictionary<string, double> { [CounterNames.CpuMs] = 4000, [CounterNames.MinorFaults] = 15012, [CounterNames.MajorFaults] = 17 },
            ProcessFigures.OfStat(Stat).ToDictionary());

    [Theory]
    [InlineData("")]
    [InlineData("4711 (a")]
    [InlineData("4711 (a) S 1 2 3")]
    [InlineData("4711 (a) S 1 4711 4711 0 -1 4194560 many 230 17 5 321 79")]
    public void OfStat_SomethingElse_IsMissingAndNotZero(string stat) => Assert.Empty(ProcessFigures.OfStat(stat));

    [Fact]
    public void OfStatus_Process_IsItsResidentMemoryInBytes() => Assert.Equal(new(CounterNames.ResidentBytes, 84 * 1024 * 1024), Assert.Single(ProcessFigures.OfStatus(Status)));

    [Fact]
    public void OfStatus_ProcessWithoutMemory_IsMissingAndNotZero() => Assert.Empty(ProcessFigures.OfStatus("Name:\tkthreadd\nThreads:\t1\n"));

    [Fact]
    public void OfThread_Status_IsItsSwitches() =>
        Assert.Equal(new Dictionary<string, double> { [CounterNames.VoluntarySwitches] = 120, [CounterNames.InvoluntarySwitches] = 7 }, ProcessFigures.OfThread(Status).ToDictionary());

    [Fact]
    public void OfThread_SomethingElse_IsMissingAndNotZero() => Assert.Empty(ProcessFigures.OfThread("Name:\tkthreadd\nvoluntary_ctxt_switches:\tmany\n"));

    [Fact]
    public async Task Figures_LiveProcess_AreThereAndGrow()
    {
        await using var target = await LiveTarget.StartAsync(null, "--alloc-bytes", "200000", "--hash-rounds", "500");
        var process = new CaptureTarget.Process(target.Id);
        var before = process.Figures();
        var served = target.Requests;
        while (target.Requests < served + 200) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        var figures = new FigureSeries([new(DateTimeOffset.UnixEpoch, before), new(DateTimeOffset.UnixEpoch.AddSeconds(1), process.Figures())]).Within(TimeWindow.Everything);

        Assert.InRange(figures[CounterNames.ResidentBytes], 10 * 1024 * 1024, 4e9);
        foreach (var name in new[] { CounterNames.CpuMs, CounterNames.VoluntarySwitches }) Assert.True(figures[name] > 0, name);
        foreach (var name in new[] { CounterNames.MinorFaults, CounterNames.MajorFaults, CounterNames.InvoluntarySwitches }) Assert.True(figures.ContainsKey(name), name);
        Assert.True(before[CounterNames.MinorFaults] > 100, "its first pages were not there when it started");
    }

    [Fact]
    public void Figures_NoSuchProcess_AreNone() => Assert.Empty(new CaptureTarget.Process(2147483646).Figures());
}
