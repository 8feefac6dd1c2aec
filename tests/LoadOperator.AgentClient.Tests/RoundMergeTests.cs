using CsCheck;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Histograms;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;

namespace LoadOperator.AgentClient.Tests;

public sealed class RoundMergeTests
{
    private static readonly IReadOnlyList<MetricName> Metrics = [.. new[] { "latency.p50", "latency.p95", "latency.max", "latency.mean", "serviceTime.p50", "errorRate", "throughput" }.Select(MetricName.Parse)];

    // However a sample is dealt out to generators, the merged percentiles are those of the whole sample.
    [Fact]
    public void Merge_SampleDealtOut_HasThePercentilesOfTheWhole() =>
        Gen.Select(Gen.Long[1000, 10_000_000_000].Array[1, 500], Gen.Int[1, 8]).Sample(
            (values, generators) =>
            {
                var whole = RoundMerge.Merge([Report(values)], default, Metrics).Measurement.Values;
                var dealt = RoundMerge.Merge([.. Enumerable.Range(0, generators).Select(g => Report([.. values.Where((_, i) => i % generators == g)]))], default, Metrics).Measurement.Values;
                return whole.All(v => Math.Abs(dealt[v.Key] - v.Value) <= 1e-9 * Math.Abs(v.Value));
            },
            iter: 30);

    [Fact]
    public void Merge_Counts_AreAdded()
    {
        var result = RoundMerge.Merge([Report([1_000_000, 2_000_000], errors: 1), Report([3_000_000], errors: 1)], default, Metrics).Measurement;

        Assert.Equal((3, 2), (result.Requests, result.Errors));
        Assert.Equal(2, result.ErrorsByKind["connect"]);
        Assert.Equal(2.0 / 3, result.Values["errorRate"], 12);
        Assert.Equal(0.5, result.Values["throughput"], 12);
        Assert.Equal(3, result.Values["latency.max"], 0.01);
        Assert.Equal(2, result.Generators.Count);
    }

    [Fact]
    public void Merge_NoRequest_HasNoTimesAndNoErrorRate()
    {
        var values = RoundMerge.Merge([Report([])], default, Metrics).Measurement.Values;

        Assert.Equal(["throughput"], values.Keys);
    }

    [Fact]
    public void Merge_NoHistogram_IsAFormatException() =>
        Assert.Throws<FormatException>(() => RoundMerge.Merge([Report([1000]) with { ResponseTime = "nonsense" }], default, Metrics));

    private static RoundReport Report(long[] nanoseconds, long errors = 0)
    {
        var histogram = DurationHistogram.Create();
        foreach (var value in nanoseconds) histogram.RecordClamped(value);
        var encoded = HistogramCodec.Encode(histogram);
        return new RoundReport
        {
            Id = "r",
            State = RoundState.Completed,
            MeasuredSeconds = 2,
            Requests = nanoseconds.Length,
            Errors = errors,
            ErrorsByKind = errors > 0 ? new Dictionary<string, long> { ["connect"] = errors } : [],
            ResponseTime = encoded,
            ServiceTime = encoded,
            Health = new GeneratorHealth(),
        };
    }
}
