using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Tests.SelfCheck;

public sealed class SystemFiguresTests
{
    private static readonly string[] Stat =
    [
        "cpu  20 0 20 1940 0 0 0 20 0 0",
        "cpu0 10 0 10 960 0 0 0 20 0 0",
        "cpu1 10 0 10 980 0 0 0 0 0 0",
    ];

    [Theory]
    [InlineData(new[] { 0 }, 20, 1000)]
    [InlineData(new[] { 1 }, 0, 1000)]
    [InlineData(new int[0], 20, 2000)]
    public void CpuSteal_Parse_CountsTheCpusOfThisProcess(int[] cpus, long stolen, long all) => Assert.Equal(new CpuSteal(stolen, all), CpuSteal.Parse(Stat, cpus));

    [Fact]
    public void CpuSteal_OldKernelWithoutTheColumn_IsUnknown() => Assert.Null(CpuSteal.Parse(["cpu0 1 2 3 4"], []));

    [Fact]
    public void CpuSteal_BetweenTwoReadings_IsAShareOfTheTimeBetween() => Assert.Equal((4.0, null), (new CpuSteal(24, 1100).PercentSince(new CpuSteal(20, 1000)), new CpuSteal(20, 1000).PercentSince(new CpuSteal(20, 1000))));

    [Theory]
    [InlineData("32768\t60999\n", 28232)]
    [InlineData("nonsense\n", null)]
    public void LocalPorts_Read_AreFirstToLast(string content, int? count)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);

        Assert.Equal(count, LocalPorts.Read(file));
        File.Delete(file);
    }

    [Fact]
    public void DescriptorBudget_Peak_IsTheMostSinceItWasRestarted()
    {
        var budget = new DescriptorBudget(limit: 1000, others: 100);
        for (var i = 0; i < 300; i++) Assert.True(budget.TryTake());
        for (var i = 0; i < 250; i++) budget.Return();

        Assert.Equal(40.0, budget.PeakPercent);
        budget.RestartPeak();
        Assert.Equal(15.0, budget.PeakPercent);
    }

    [Fact]
    public void DescriptorBudget_UsedUp_KeepsSomeBack()
    {
        var budget = new DescriptorBudget(limit: 202);

        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => budget.TryTake()));
        budget.Return();
        Assert.True(budget.TryTake());
        Assert.Equal(1.0, Math.Round(budget.PeakPercent!.Value));
    }
}
