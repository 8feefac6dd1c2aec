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

    // However the requests of two steps are dealt out, a step's percentiles are those of all its requests together.
    [Fact]
    public void Merge_StepsDealtOut_HaveThePercentilesOfTheWholeStep()
    {
        IReadOnlyList<MetricName> metrics = [.. new[] { "latency.p95{step=pay}", "latency.p50{scenario=buy}", "errorRate{step=pay}", "throughput{scenario=buy,step=pay}" }.Select(MetricName.Parse)];
        Gen.Select(Gen.Long[1000, 10_000_000_000].Array[1, 300], Gen.Long[1000, 10_000_000_000].Array[1, 300], Gen.Int[1, 8]).Sample(
            (create, pay, generators) =>
            {
                long[] Dealt(long[] values, int g) => [.. values.Where((_, i) => i % generators == g)];
                var whole = RoundMerge.Merge([Steps(create, pay)], default, metrics).Measurement;
                var dealt = RoundMerge.Merge([.. Enumerable.Range(0, generators).Select(g => Steps(Dealt(create, g), Dealt(pay, g)))], default, metrics).Measurement;
                return whole.Values.Count == 4 && whole.Values.All(v => dealt.Values[v.Key] == v.Value) && dealt.CountsOf(MetricScope.Of(null, "pay")).Requests == pay.Length;
            },
            iter: 20);
    }

    [Fact]
    public void Merge_StepThatNeverRan_HasNoTimes()
    {
        var result = RoundMerge.Merge([Steps([1000], [])], default, [MetricName.Parse("latency.p95{step=pay}")]).Measurement;

        Assert.Empty(result.Values);
        Assert.Equal(new RequestCounts(0, 0), result.CountsOf(MetricScope.Of(null, "pay")));
    }

    [Fact]
    public void Merge_OneStepAlone_HasTheTimesOfTheRound()
    {
        var report = Report([2_000_000, 4_000_000]) with { Steps = [new StepReport { Scenario = "default", Step = "request", Requests = 2, Errors = 0 }] };

        var values = RoundMerge.Merge([report], default, [MetricName.Parse("latency.max"), MetricName.Parse("latency.max{step=request}")]).Measurement.Values;

        Assert.Equal(values["latency.max"], values["latency.max{step=request}"]);
    }

    [Fact]
    public void Merge_StepWithoutItsHistogram_IsAFormatException()
    {
        var report = Steps([1000], [2000]);

        Assert.Throws<FormatException>(() => RoundMerge.Merge([report with { Steps = [report.Steps[0] with { ResponseTime = null }, report.Steps[1]] }], default, [MetricName.Parse("latency.p95{step=create}")]));
    }

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

    [Fact]
    public void Merge_PartsOfSeveralGenerators_AreTakenOfAllRequestsTogether()
    {
        IReadOnlyList<MetricName> metrics = [.. new[] { "queue.max", "connect.p50", "tls.p95", "firstByte.mean" }.Select(MetricName.Parse)];
        var first = Report([10_000_000]) with { Split = new LatencySplit { Queue = Encoded(4_000_000), FirstByte = Encoded(1_000_000) } };
        var second = Report([20_000_000, 30_000_000]) with { Split = new LatencySplit { Queue = Encoded(2_000_000, 8_000_000), FirstByte = Encoded(3_000_000) } };

        var merged = RoundMerge.Merge([first, second], default, metrics).Measurement;

        Assert.Equal(["firstByte.mean", "queue.max"], merged.Values.Keys.Order());
        Assert.Equal((8.0, 2.0), (Math.Round(merged.Values["queue.max"], 1), Math.Round(merged.Values["firstByte.mean"], 1)));
        Assert.Equal([(LatencyPart.Queue, 4.0), (LatencyPart.FirstByte, 1.0), (LatencyPart.Total, 20.0)], merged.Parts.Select(p => (p.Part, Math.Round(p.P50Ms, 1))));
    }

    [Fact]
    public void Merge_GeneratorThatTellsNoParts_HasTheWholeAlone() => Assert.Equal([LatencyPart.Total], RoundMerge.Merge([Report([1000])], default, []).Measurement.Parts.Select(p => p.Part));

    private static string Encoded(params long[] nanoseconds) => Report(nanoseconds).ResponseTime!;

    private static RoundReport Steps(long[] create, long[] pay) => Report([.. create, .. pay]) with
    {
        Steps = [.. new[] { ("create", create), ("pay", pay) }.Select(s => new StepReport { Scenario = "buy", Step = s.Item1, Requests = s.Item2.Length, Errors = s.Item2.Count(ns => ns % 2 == 0), ResponseTime = Report(s.Item2).ResponseTime })],
    };

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
