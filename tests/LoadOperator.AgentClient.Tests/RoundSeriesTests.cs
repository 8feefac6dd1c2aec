using LoadOperator.AgentClient.Rounds;
using LoadOperator.Histograms;
using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient.Tests;

public sealed class RoundSeriesTests
{
    [Fact]
    public void Merge_SlicesOfTwoGenerators_AreAddedSecondBySecond()
    {
        var first = Report(Slice(1.01, 10, 10, 10), Slice(2.02, 10), Slice(3, 30));
        var second = Report(Slice(0.99, 10, 10, 50), Slice(1.98), Slice(3.4, 10));

        var series = RoundMerge.Merge([first, second], default, []).Measurement.P95OfSlices;

        Assert.Equal([50, 10, 30], series.Select(x => Math.Round(x)));
    }

    [Fact]
    public void Merge_SecondWithoutAnAnswer_IsLeftOut() =>
        Assert.Equal([10, 20], RoundMerge.Merge([Report(Slice(1, 10), Slice(2), Slice(3, 20))], default, []).Measurement.P95OfSlices.Select(x => Math.Round(x)));

    [Fact]
    public void Merge_LongRound_HasAtMostSixtyPoints()
    {
        var series = RoundMerge.Merge([Report([.. Enumerable.Range(1, 1000).Select(i => Slice(i, i))])], default, []).Measurement.P95OfSlices;

        Assert.InRange(series.Count, 50, 60);
        Assert.Equal(series.Order(), series);
    }

    private static TimeSlice Slice(double end, params int[] milliseconds)
    {
        var histogram = DurationHistogram.Create();
        foreach (var ms in milliseconds) histogram.RecordClamped(ms * 1_000_000L);
        return new TimeSlice { EndSeconds = end, LengthSeconds = 1, Requests = milliseconds.Length, Errors = 0, ResponseTime = HistogramCodec.Encode(histogram) };
    }

    private static RoundReport Report(params TimeSlice[] series) => new() { Id = "r", State = RoundState.Completed, Series = series, Health = new GeneratorHealth() };
}
