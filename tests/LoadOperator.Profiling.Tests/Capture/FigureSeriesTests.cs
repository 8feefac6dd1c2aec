using CsCheck;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class FigureSeriesTests
{
    [Fact]
    public void Within_Everything_IsTheDifferenceAndTheLastOfGauges() =>
        Assert.Equal(
            new Dictionary<string, double> { [CounterNames.CpuMs] = 150, [CounterNames.ResidentBytes] = 4000 },
            new FigureSeries([At(0, (CounterNames.CpuMs, 100), (CounterNames.ResidentBytes, 5000)), At(10, (CounterNames.CpuMs, 250), (CounterNames.ResidentBytes, 4000))]).Within(TimeWindow.Everything));

    [Fact]
    public void Within_WhatOneEndAloneHasSeen_IsMissing() =>
        Assert.Empty(new FigureSeries([At(0, (CounterNames.MajorFaults, 3)), At(1, (CounterNames.MajorFaults, 3), (CounterNames.ThrottledMs, 2)), At(2, (CounterNames.ThrottledMs, 9))]).Within(TimeWindow.Everything));

    [Fact]
    public void Within_ALookThatSawLess_IsPassedOver() =>
        Assert.Equal(8, Of(CounterNames.CpuMs, Window(0, 2), At(0, (CounterNames.CpuMs, 1)), At(1), At(2, (CounterNames.CpuMs, 9))));

    /// <summary>The load ends after 10 s, and requests that wait for their time-out last until 40 s: the wait takes nothing from what was spent.</summary>
    [Fact]
    public void Within_RequestsThatOutlastTheLoad_HaveAllThatWasSpent() =>
        Assert.Equal(800, Of(CounterNames.CpuMs, Window(2, 40), At(0, (CounterNames.CpuMs, 5000)), At(2, (CounterNames.CpuMs, 5200)), At(10, (CounterNames.CpuMs, 6000)), At(40, (CounterNames.CpuMs, 6000))));

    [Theory]
    [InlineData(0, 10, 130)]
    [InlineData(2, 10, 110)]
    [InlineData(2.5, 10, 105)]
    [InlineData(1, 3, 20)]
    [InlineData(6, 7, 10)]
    [InlineData(9.5, 10, 20)]
    [InlineData(-5, 4, 40)]
    [InlineData(8, 99, 50)]
    public void Within_BetweenLooks_GrowthIsEven(double from, double to, double expected) =>
        Assert.Equal(expected, Of(CounterNames.CpuMs, Window(from, to), At(0, (CounterNames.CpuMs, 100)), At(4, (CounterNames.CpuMs, 140)), At(9, (CounterNames.CpuMs, 190)), At(10, (CounterNames.CpuMs, 230))), 9);

    /// <summary>What was counted before it, and since, stays.</summary>
    [Fact]
    public void Within_StepBack_IsNoGrowth() =>
        Assert.Equal(15, Of(CounterNames.VoluntarySwitches, Window(0, 3), At(0, (CounterNames.VoluntarySwitches, 50)), At(1, (CounterNames.VoluntarySwitches, 60)), At(2, (CounterNames.VoluntarySwitches, 5)), At(3, (CounterNames.VoluntarySwitches, 10))));

    [Theory]
    [InlineData(0.5, 1000)]
    [InlineData(1, 2000)]
    [InlineData(1.9, 2000)]
    [InlineData(9, 3000)]
    public void Within_Gauge_IsTheLastLookInTheWindow(double to, double expected) =>
        Assert.Equal(expected, Of(CounterNames.ResidentBytes, Window(0, to), At(0, (CounterNames.ResidentBytes, 1000)), At(1, (CounterNames.ResidentBytes, 2000)), At(2, (CounterNames.ResidentBytes, 3000))));

    /// <summary>That nobody looked then is not that nothing was spent.</summary>
    [Theory]
    [InlineData(-2, 0)]
    [InlineData(-2, -1)]
    [InlineData(10, 12)]
    [InlineData(11, 12)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    public void Within_WindowOutsideOrOfNoTime_IsNothing(double from, double to) =>
        Assert.Empty(new FigureSeries([At(0, (CounterNames.CpuMs, 1)), At(10, (CounterNames.CpuMs, 9))]).Within(Window(from, to)));

    [Fact]
    public void Within_OneLookOrNone_IsNothing()
    {
        Assert.Empty(new FigureSeries([]).Within(TimeWindow.Everything));
        Assert.Empty(new FigureSeries([At(0, (CounterNames.CpuMs, 1), (CounterNames.ResidentBytes, 9))]).Within(TimeWindow.Everything));
    }

    /// <summary>A clock that does not tell them apart.</summary>
    [Fact]
    public void Within_TwoLooksAtOnce_HasWhatCameBetween() => Assert.Equal(8, Of(CounterNames.CpuMs, TimeWindow.Everything, At(0, (CounterNames.CpuMs, 1)), At(0, (CounterNames.CpuMs, 9))));

    /// <summary>However a time is cut, its parts are the whole; and none of them is negative.</summary>
    [Fact]
    public void Within_PartsOfAWindow_AreTheWhole() =>
        Gen.Select(Gen.Select(Gen.Double[0.01, 1], Gen.Double[-5, 20]).Array[1, 30], Gen.Double[-1, 30], Gen.Double[0.01, 15], Gen.Double[0.01, 15]).Sample((steps, from, first, second) =>
        {
            var (time, value) = (0.0, 1000.0);
            FigureSample[] samples = [At(0, (CounterNames.CpuMs, value)), .. steps.Select(s => At(time += s.Item1, (CounterNames.CpuMs, value += s.Item2)))];
            double In(double a, double b) => new FigureSeries(samples).Within(Window(a, b)).GetValueOrDefault(CounterNames.CpuMs);
            var (a, b) = (In(from, from + first), In(from + first, from + first + second));
            return a >= 0 && b >= 0 && Math.Abs(a + b - In(from, from + first + second)) < 1e-6;
        });

    private static double Of(string name, TimeWindow window, params FigureSample[] samples) => new FigureSeries(samples).Within(window)[name];

    private static DateTimeOffset Time(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static TimeWindow Window(double from, double to) => new(Time(from), Time(to));

    private static FigureSample At(double seconds, params (string Name, double Value)[] figures) => new(Time(seconds), figures.ToDictionary(f => f.Name, f => f.Value));
}
