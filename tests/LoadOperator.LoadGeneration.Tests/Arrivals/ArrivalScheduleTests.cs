using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Arrivals;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Of_Uniform_IsEvenlySpacedAndWithinThePhase()
    {
        var arrivals = ArrivalSchedule.Of(Inject(500, 2), Share.Whole).ToList();

        Assert.Equal(1000, arrivals.Count);
        Assert.All(arrivals, a => Assert.Equal(a.Index * 2_000_000, a.OffsetNs));
    }

    [Fact]
    public void Of_RateThatDoesNotDivide_DoesNotDriftOverHours()
    {
        var last = ArrivalSchedule.Of(Inject(333.3, 4 * 3600), Share.Whole).Last();

        Assert.Equal(last.Index / 333.3 * 1e9, last.OffsetNs, 2.0);
        Assert.InRange(last.OffsetNs, 0, 4L * 3600 * 1_000_000_000 - 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Of_Shares_AreTogetherTheWhole(int generators)
    {
        var whole = ArrivalSchedule.Of(Inject(100, 1.01), Share.Whole).ToList();

        var parts = Enumerable.Range(0, generators).SelectMany(i => ArrivalSchedule.Of(Inject(100, 1.01), new Share(i, generators))).OrderBy(a => a.Index).ToList();

        Assert.Equal(whole, parts);
    }

    [Theory]
    [InlineData(10, 3, new[] { 4, 3, 3 })]
    [InlineData(2, 3, new[] { 1, 1, 0 })]
    public void CopiesOf_Users_AreSplitEvenly(int copies, int generators, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, generators).Select(i => ArrivalSchedule.CopiesOf(new KeepConstant { Copies = copies, During = Duration.FromSeconds(1) }, new Share(i, generators))));

    private static Inject Inject(double rate, double seconds) => new() { Rate = rate, During = Duration.FromSeconds(seconds) };
}
