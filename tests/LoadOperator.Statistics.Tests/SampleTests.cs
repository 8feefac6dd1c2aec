namespace LoadOperator.Statistics.Tests;

public sealed class SampleTests
{
    [Fact]
    public void Quantile_Type7_MatchesR()
    {
        // R: quantile(c(1,2,4,8,16), c(.25,.5,.9))
        double[] values = [16, 1, 8, 2, 4];

        Assert.Equal(2, Sample.Quantile(values, 0.25));
        Assert.Equal(4, Sample.Median(values));
        Assert.Equal(12.8, Sample.Quantile(values, 0.9), 12);
    }

    [Fact]
    public void Variance_LargeOffset_KeepsItsPrecision() => Assert.Equal(1, Sample.Variance([1e9, 1e9 + 1, 1e9 + 2]), 9);

    [Fact]
    public void GeometricMean_WithZero_IsNaN() => Assert.Equal(double.NaN, Sample.GeometricMean([1, 0, 2]));

    [Fact]
    public void Outliers_OneFarValue_IsNamed() => Assert.Equal([5], Sample.Outliers([10, 11, 10, 12, 11, 40]));

    [Fact]
    public void Outliers_EvenSample_AreNone() => Assert.Empty(Sample.Outliers([10, 11, 12, 13, 14]));

    [Fact]
    public void IsBimodal_TwoGroups_IsTrue() => Assert.True(Spread.IsBimodal([10, 10.1, 9.9, 10.2, 14, 14.1, 13.9, 14.2]));

    [Fact]
    public void IsMuchWider_TenTimesTheSpread_IsTrue()
    {
        double[] narrow = [10, 10.1, 9.9, 10.05, 9.95, 10, 10.1, 9.9], wide = [10, 12, 8, 11, 9, 10, 12, 8];

        Assert.True(Spread.IsMuchWider(wide, narrow));
        Assert.False(Spread.IsMuchWider(narrow, wide));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(20)]
    public void Alarms_NormalSamples_AreRare(int n)
    {
        const int Samples = 4000;
        var random = new Random(20 + n);
        double[] Normal() => [.. Enumerable.Range(0, n).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        int bimodal = 0, wider = 0;
        for (var i = 0; i < Samples; i++)
        {
            var (a, b) = (Normal(), Normal());
            if (Spread.IsBimodal(a)) bimodal++;
            if (Spread.IsMuchWider(a, b)) wider++;
        }

        // 1 % is allowed, and what 4,000 samples scatter by (three standard deviations).
        Assert.InRange(bimodal, 0, 60);
        Assert.InRange(wider, 0, 60);
    }
}
