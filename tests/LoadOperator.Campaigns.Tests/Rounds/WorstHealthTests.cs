using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;

namespace LoadOperator.Campaigns.Tests.Rounds;

public sealed class WorstHealthTests
{
    private static readonly GeneratorHealth Calm = new() { Scheduled = 100, Sent = 100, SendLagP99Ms = 0.1, ClockAheadMs = 0.2, ClockUncertaintyMs = 0.3, GcPauseMs = 1, CpuPercent = 20 };
    private static readonly GeneratorHealth Hurried = new() { Scheduled = 100, Sent = 98, Late = 5, SendLagP99Ms = 0.4, ClockAheadMs = -0.5, ThrottledMs = 3, GcCount = 2, CpuPercent = 10 };

    [Fact]
    public void Of_TwoRounds_AddsCountsAndTakesTheWorstOfTheRest()
    {
        var worst = Assert.Single(WorstHealth.Of([Calm], [Hurried]));

        Assert.Equal((200, 198, 5, 2), (worst.Scheduled, worst.Sent, worst.Late, worst.GcCount));
        Assert.Equal((0.4, -0.5, 0.3, 3.0, 1.0, 20.0), (worst.SendLagP99Ms, worst.ClockAheadMs, worst.ClockUncertaintyMs, worst.ThrottledMs, worst.GcPauseMs, worst.CpuPercent));
    }

    [Fact]
    public void Of_OrderOfRounds_DoesNotMatter() => Assert.Equal(WorstHealth.Of([Calm], [Hurried]), WorstHealth.Of([Hurried], [Calm]));

    public static TheoryData<string> Figures => [.. typeof(GeneratorHealth).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Figures))]
    public void Of_AnyFigureOfOneRound_IsNotForgotten(string figure)
    {
        var property = typeof(GeneratorHealth).GetProperty(figure)!;
        var seven = Convert.ChangeType(7, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, System.Globalization.CultureInfo.InvariantCulture);
        var round = new GeneratorHealth();
        property.SetValue(round, seven);

        Assert.Equal((seven, seven), (property.GetValue(WorstHealth.Of([round], [new GeneratorHealth()]).Single()), property.GetValue(WorstHealth.Of([new GeneratorHealth()], [round]).Single())));
    }

    [Fact]
    public void Of_OtherNumbersOfGenerators_KeepsEach() => Assert.Equal([Calm, Hurried], WorstHealth.Of([], [Calm, Hurried]));

    [Fact]
    public void Of_FigureThatNobodyTook_StaysUnknown() => Assert.Null(WorstHealth.Of([Calm], [Calm]).Single().ThrottledMs);
}
