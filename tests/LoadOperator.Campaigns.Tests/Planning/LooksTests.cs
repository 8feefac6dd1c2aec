using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Tests.Planning;

public sealed class LooksTests
{
    [Theory]
    [InlineData(10, null, new[] { 10 })]
    [InlineData(10, 10, new[] { 10 })]
    [InlineData(5, 20, new[] { 5, 10, 15, 20 })]
    [InlineData(10, 20, new[] { 10, 13, 17, 20 })]
    [InlineData(10, 12, new[] { 10, 11, 12 })]
    [InlineData(10, 11, new[] { 10, 11 })]
    [InlineData(3, 200, new[] { 3, 69, 134, 200 })]
    public void Of_CountAndMaxCount_AreEvenSteps(int count, int? maxCount, int[] looks) => Assert.Equal(looks, LooksOf(count, maxCount).Pairs);

    [Fact]
    public void Apply_OneLook_ChangesNothing() => Assert.Equal(new Analysis(), LooksOf(10, null).Apply(new Analysis(), 10));

    // Φ(−3.74955) and Φ(−1.72014): the first and the last of the published boundaries.
    [Fact]
    public void Apply_FourLooks_SpendsNonInferiorityAlphaByThePublishedBoundaries()
    {
        var looks = LooksOf(5, 20);

        Assert.Equal(8.857e-5, looks.Apply(new Analysis(), 5).NonInferiorityAlpha, 1e-8);
        Assert.Equal(0.042703, looks.Apply(new Analysis(), 20).NonInferiorityAlpha, 1e-6);
    }

    [Fact]
    public void Apply_FourLooks_SpendsAlphaOnBothSides()
    {
        var looks = LooksOf(5, 20);
        var levels = looks.Pairs.Select(n => looks.Apply(new Analysis(), n).Alpha).ToList();

        Assert.Equal(levels.Order(), levels);
        Assert.InRange(levels[0], 1e-9, 1e-6);
        Assert.InRange(levels[^1], 0.009, 0.01);
    }

    [Fact]
    public void IsInterim_LooksBeforeTheLast_AreSo() => Assert.Equal([5, 10, 15], Enumerable.Range(0, 25).Where(LooksOf(5, 20).IsInterim));

    private static Looks LooksOf(int count, int? maxCount) => Looks.Of(new() { Count = count, MaxCount = maxCount });
}
