using LoadOperator.Statistics.Means;

namespace LoadOperator.Statistics.Tests;

public sealed class RepeatedMeasurementsTests
{
    [Fact]
    public void Of_TextbookLayout_HasTheComponentsOfTheAnalysisOfVariance()
    {
        // Means 2, 4, 9: their variance is 13; within each measurement the variance is 1, with 3 rounds.
        var spread = RepeatedMeasurements.Of([[[1, 2, 3], [3, 4, 5], [8, 9, 10]]])!;

        Assert.Equal((13, 1, 2), (spread.MeanVariance, spread.WithinVariance, spread.Df));
        Assert.Equal(13 - 1.0 / 3, spread.BetweenVariance, 1e-12);
    }

    [Fact]
    public void Of_SeveralGroups_TakesOnlyTheSpreadWithinThem()
    {
        var spread = RepeatedMeasurements.Of([[[1, 2, 3], [3, 4, 5], [8, 9, 10]], [[101, 102, 103], [103, 104, 105], [108, 109, 110]], [[7, 8], [900, 901]]])!;

        Assert.Equal((13, 4), (spread.MeanVariance, spread.Df));
    }

    [Fact]
    public void Of_TwoMeasurements_SaysNothing() => Assert.Null(RepeatedMeasurements.Of([[[1, 2, 3], [3, 4, 5]], [[1, 2]]]));

    [Fact]
    public void Compare_EquallyManyRounds_IsTheTestOfANewMean()
    {
        List<IReadOnlyList<double>> reference = [[1, 2, 3], [3, 4, 5], [8, 9, 10]];

        var test = RepeatedMeasurements.Of([reference])!.Compare(reference, [9, 10, 11]);

        Assert.Equal(5, test.Estimate, 1e-12);
        Assert.Equal(Math.Sqrt(13 * (1 + 1 / 3.0)), test.StandardError, 1e-12);
        Assert.Equal(2, test.Df);
    }

    [Fact]
    public void Compare_MeasurementsThatHappenToAgree_LeavesWhatRoundsLeaveUncertain()
    {
        List<IReadOnlyList<double>> reference = [[1, 2, 3], [1, 2, 3], [1, 2, 3]];

        var test = RepeatedMeasurements.Of([reference])!.Compare(reference, [1, 2, 3]);

        Assert.Equal(Math.Sqrt(1 / 3.0 + 1 / 9.0), test.StandardError, 1e-12);
    }

    [Fact]
    public void Compare_OneRound_IsUndefined() => Assert.False(RepeatedMeasurements.Of([[[1, 2], [1, 3], [2, 5]]])!.Compare([[1, 2]], [1]).IsDefined);
}
