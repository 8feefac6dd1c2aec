using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Tests.Manifests;

/// <summary>A queue is measured only where a request may have to wait for a connection.</summary>
public sealed class QueueMetricTests
{
    private const string Compared = "analysis: {metrics: [{name: queue.p95}]}";
    private const string Bounded = "objectives: [{metric: queue.p95, maxDuration: 1s}]";

    [Theory]
    [InlineData("inject: {rate: 5, during: 1s}")]
    [InlineData("inject: {rate: 5, during: 1s}, connections: {policy: Pool}")]
    [InlineData("simulations: [{keepConstant: {copies: 1, during: 1s}}, {rampingInject: {rate: 5, during: 1s}}]")]
    [InlineData("simulations: [{injectRandom: {minRate: 1, maxRate: 5, during: 1s}}]")]
    [InlineData("simulations: [{iterationsForInject: {rate: 5, iterations: 5}}]")]
    [InlineData("keepConstant: {copies: 5, during: 1s}, connections: {max: 2}")]
    [InlineData("keepConstant: {copies: 5, during: 1s}, connections: {policy: PerRequest, max: 2}")]
    public void Queue_WhereRequestsMayWait_IsAMetric(string load)
    {
        Assert.Empty(Read(load, Compared));
        Assert.Empty(Read(load, Bounded));
    }

    /// <summary>Over HTTP/2 a request of any model may wait for a stream.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(", connections: {policy: PerUser}", false)]
    [InlineData(", connections: {policy: PerRequest}", false)]
    [InlineData(", connections: {policy: PerRequest, max: 2}", true)]
    [InlineData(", connections: {max: 2}", true)]
    public void Queue_OverHttp2_IsAMetricOfThoseThatShareConnections(string connections, bool isMetric) =>
        Assert.Equal(isMetric, Read("keepConstant: {copies: 5, during: 1s}" + connections, Compared, ", protocol: Http2").Count == 0);

    [Theory]
    [InlineData("keepConstant: {copies: 5, during: 1s}")]
    [InlineData("keepConstant: {copies: 5, during: 1s}, connections: {policy: Pool}")]
    [InlineData("simulations: [{rampingConstant: {copies: 5, during: 1s}}, {pause: {during: 1s}}, {iterationsForConstant: {copies: 1, iterations: 5}}]")]
    [InlineData("inject: {rate: 5, during: 1s}, connections: {policy: PerUser}")]
    [InlineData("inject: {rate: 5, during: 1s}, connections: {policy: PerRequest}")]
    public void Queue_WhereNobodyWaits_IsRefused(string load)
    {
        Assert.Contains("error: spec.analysis.metrics: queue is measured only where a request may have to wait for a connection", Assert.Single(Read(load, Compared)), StringComparison.Ordinal);
        Assert.Contains("error: spec.objectives: queue is measured only where a request may have to wait for a connection", Assert.Single(Read(load, Bounded)), StringComparison.Ordinal);
    }

    private static List<string> Read(string load, string part, string target = "") =>
    [
        .. Manifest.Read(new StringReader($$$"""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: orders}
            spec:
              candidate: {service: {name: orders, port: 8080}{{{target}}}}
              comparison: {mode: SelfTest}
              workload: {http: {}}
              load: { {{{load}}} }
              {{{part}}}
            """)).Problems.Where(p => p.Level == ProblemLevel.Error).Select(p => p.Format("f")),
    ];
}
