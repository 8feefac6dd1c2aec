using LoadOperator.Model.Metrics;

namespace LoadOperator.Model.Tests;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("latency.p95", MetricFamily.Latency, 95.0, "ms", 2000)]
    [InlineData("latency.p99", MetricFamily.Latency, 99.0, "ms", 10000)]
    [InlineData("latency.p99.9", MetricFamily.Latency, 99.9, "ms", 100000)]
    [InlineData("serviceTime.p50", MetricFamily.ServiceTime, 50.0, "ms", 200)]
    [InlineData("queue.p95", MetricFamily.Queue, 95.0, "ms", 2000)]
    [InlineData("connect.p99", MetricFamily.Connect, 99.0, "ms", 10000)]
    [InlineData("tls.mean", MetricFamily.Tls, null, "ms", 1)]
    [InlineData("firstByte.max", MetricFamily.FirstByte, null, "ms", 1)]
    [InlineData("latency.mean", MetricFamily.Latency, null, "ms", 1)]
    [InlineData("errorRate", MetricFamily.ErrorRate, null, "fraction", 1)]
    [InlineData("throughput", MetricFamily.Throughput, null, "1/s", 1)]
    [InlineData("target.cpu", MetricFamily.Target, null, "ms", 1)]
    [InlineData("target.gcPause", MetricFamily.Target, null, "ms", 1)]
    [InlineData("target.allocation", MetricFamily.Target, null, "bytes", 1)]
    [InlineData("target.rss", MetricFamily.Target, null, "bytes", 1)]
    public void Parse_Metric_IsUnderstood(string text, MetricFamily family, double? percentile, string unit, long needed)
    {
        var metric = MetricName.Parse(text);

        Assert.Equal((family, percentile, unit, needed), (metric.Family, metric.Percentile, metric.Unit, metric.RequiredObservations));
    }

    [Theory]
    [InlineData("latency.p95{step=create}", null, "create")]
    [InlineData("errorRate{scenario=buy}", "buy", null)]
    [InlineData("latency.mean{scenario=buy,step=create-order}", "buy", "create-order")]
    public void Parse_MetricWithScope_IsUnderstoodAndWrittenTheSame(string text, string? scenario, string? step)
    {
        var metric = MetricName.Parse(text);

        Assert.Equal((scenario, step, text), (metric.Scope?.Scenario, metric.Scope?.Step, metric.Text));
        Assert.Equal(metric.Text.EndsWith(".mean{scenario=buy,step=create-order}", StringComparison.Ordinal), metric.IsMean);
        Assert.Equal(metric, MetricName.Parse(text[..text.IndexOf('{')]).Within(MetricScope.Of(scenario, step)));
        Assert.Matches(MetricName.ScopedPattern, text);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("buy", null, true)]
    [InlineData(null, "create", true)]
    [InlineData("buy", "create", true)]
    [InlineData("browse", null, false)]
    [InlineData("browse", "create", false)]
    [InlineData("buy", "pay", false)]
    public void Holds_StepOfAScenario_NeedsBothNames(string? scenario, string? step, bool expected) =>
        Assert.Equal(expected, MetricScope.Of(scenario, step)?.Holds("buy", "create") ?? true);

    [Theory]
    [InlineData("latency.p95{}")]
    [InlineData("latency.p95{step=}")]
    [InlineData("latency.p95{step=Create}")]
    [InlineData("latency.p95{step=create,scenario=buy}")]
    [InlineData("latency.p95{step=create}{step=create}")]
    [InlineData("latency.p95{step=create}\n")]
    [InlineData("{step=create}")]
    [InlineData("latency")]
    [InlineData("latency.p0")]
    [InlineData("latency.p100")]
    [InlineData("latency.p0.0")]
    [InlineData("latency.P95")]
    [InlineData("latency.p95x")]
    [InlineData("p95")]
    [InlineData("errorRate.p95")]
    public void TryParse_NoMetric_IsRefused(string text) => Assert.Null(MetricName.TryParse(text));
}
