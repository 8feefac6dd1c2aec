using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Tests.Manifests;

/// <summary>What can be run, and will not tell what was asked.</summary>
public sealed class WarningTests
{
    private const string Shortest = ManifestTests.Shortest;

    [Fact]
    public void Read_ObjectiveOverPhasesOfDifferentLoad_IsWarnedOf()
    {
        var text = Shortest.Replace("inject: {rate: 500, during: 30s}", "simulations: [{rampingInject: {rate: 500, during: 30s}}]", StringComparison.Ordinal) + "\n  objectives: [{metric: latency.p95, maxDuration: 1s}, {metric: errorRate, maxPercent: 1}]\n";

        var warning = Assert.Single(Manifest.Read(new StringReader(text)).Problems);

        Assert.Equal((ProblemLevel.Warning, "spec.objectives[0]"), (warning.Level, warning.Path));
        Assert.Contains("mixes the rates of the load", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FewerUsersThanGenerators_IsWarnedOf()
    {
        var text = Shortest.Replace("inject: {rate: 500, during: 30s}", "keepConstant: {copies: 2, during: 30s}", StringComparison.Ordinal) + "\n  generator: {replicas: 3}\n";

        Assert.Contains("1 of 3 generators has no user", Assert.Single(Manifest.Read(new StringReader(text)).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ScopesOfSeveralScenarios_AreHeldAgainstTheStepsOfTheirOwn()
    {
        var manifest = Manifest.Read(new StringReader(Scoped("[{name: latency.p50, step: pay}, {name: latency.p50, scenario: buy}, {name: errorRate, scenario: buy, step: pay}, {name: latency.p50, scenario: browse, step: pay}]")));

        Assert.Contains("spec.analysis.metrics[3].step: 'pay': allowed: list", Assert.Single(manifest.Problems).Format("f"), StringComparison.Ordinal);
    }

    // Of 15,000 arrivals a tenth buys: 1,500 requests of a step, too few for its P95 and enough for its median.
    [Fact]
    public void Read_StepWithTooFewRequests_IsWarnedOf()
    {
        var manifest = Manifest.Read(new StringReader(Scoped("[{name: latency.p95, step: pay}, {name: latency.p50, step: pay}, {name: latency.p95, step: list}]")));

        var warning = Assert.Single(manifest.Problems);
        Assert.Equal((ProblemLevel.Warning, "spec.analysis.metrics[0]"), (warning.Level, warning.Path));
        Assert.Contains("latency.p95{step=pay} cannot gate: a round sends about 1,500 requests of these and needs 2,000", warning.Message, StringComparison.Ordinal);
    }

    private static string Scoped(string metrics) => Shortest.Replace(
        "workload: {http: {path: /v1/orders}}",
        "workload: {scenarios: [{name: browse, weight: 9, steps: [{name: list, http: {}}]}, {name: buy, steps: [{name: create, http: {}}, {name: pay, http: {}}]}]}",
        StringComparison.Ordinal) + $"\n  analysis: {{metrics: {metrics}}}\n";

    [Fact]
    public void Read_PercentileWithTooFewRequests_Warns()
    {
        var manifest = Manifest.Read(new StringReader(Shortest.Replace("during: 30s", "during: 2s", StringComparison.Ordinal)));

        var warning = Assert.Single(manifest.Problems);
        Assert.Equal(ProblemLevel.Warning, warning.Level);
        Assert.Contains("latency.p95 cannot gate: a round sends 1,000 requests and needs 2,000", warning.Message, StringComparison.Ordinal);
        Assert.Single(manifest.Campaigns);
    }
}
