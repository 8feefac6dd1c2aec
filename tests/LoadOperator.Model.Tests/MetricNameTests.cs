using LoadOperator.Model.Metrics;

namespace LoadOperator.Model.Tests;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("latency.p95", MetricFamily.Latency, 95.0, "ms", 2000)]
    [InlineData("latency.p99", MetricFamily.Latency, 99.0, "ms", 10000)]
    [InlineData("latency.p99.9", MetricFamily.Latency, 99.9, "ms", 100000)]
    [InlineData("serviceTime.p50", MetricFamily.ServiceTime, 50.0, "ms", 200)]
    [InlineData("latency.mean", MetricFamily.Latency, null, "ms", 1)]
    [InlineData("errorRate", MetricFamily.ErrorRate, null, "fraction", 1)]
    [InlineData("throughput", MetricFamily.Throughput, null, "1/s", 1)]
    public void Parse_Metric_IsUnderstood(string text, MetricFamily family, double? percentile, string unit, long needed)
    {
        var metric = MetricName.Parse(text);

        Assert.Equal((family, percentile, unit, needed), (metric.Family, metric.Percentile, metric.Unit, metric.RequiredObservations));
    }

    [Theory]
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
