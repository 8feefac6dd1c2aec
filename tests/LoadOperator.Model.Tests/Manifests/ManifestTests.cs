using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Tests.Manifests;

/// <summary>How files become campaigns.</summary>
public sealed class ManifestTests
{
    internal const string Shortest = """
        apiVersion: loadoperator.dev/v1alpha1
        kind: LoadCampaign
        metadata: {name: orders-1-6, namespace: shop}
        spec:
          candidate: {service: {name: orders-canary, port: 8080}}
          comparison: {control: {service: {name: orders-stable, port: 8080}}}
          workload: {http: {path: /v1/orders}}
          load: {inject: {rate: 500, during: 30s}}
        """;

    [Fact]
    public void Read_ShortestCampaign_HasAllDefaults()
    {
        var manifest = Manifest.Read(new StringReader(Shortest));

        Assert.Empty(manifest.Problems);
        var spec = Assert.Single(manifest.Campaigns).Spec;
        Assert.Equal(ComparisonMode.SideBySide, spec.Comparison.EffectiveMode);
        Assert.Equal("GET", Assert.Single(Assert.Single(spec.Workload.EffectiveScenarios).Steps).Http!.Method);
        Assert.Equal(15_000, spec.Load.ExpectedStarts);
        Assert.Equal((10, 5), (spec.Rounds.Count, spec.Rounds.MaxDiscarded));
        Assert.Equal((0.01, 0.05, 5.0), (spec.Analysis.Alpha, spec.Analysis.NonInferiorityAlpha, spec.Analysis.MaxRegressionPercent));
        Assert.Contains(spec.Analysis.EffectiveMetrics, m => m is { Name: "errorRate", Gate: true });
    }

    [Fact]
    public void Read_FullCampaign_IsBound()
    {
        var manifest = Manifest.Read(new StringReader("""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: full, labels: {team: shop}}
            spec:
              candidate: {url: "https://10.0.0.1:8443/base", tls: {serverName: orders.shop}}
              comparison: {mode: None}
              workload:
                scenarios:
                - name: create
                  weight: 3
                  steps:
                  - name: post
                    http: {method: POST, path: '/v1/orders?x={{seq}}', headers: {Content-Type: application/json}, body: '{"id":"{{uuid}}","n":{{random 1 9}}}', timeout: 250ms, expect: {status: [201, 202]}}
                - {name: list, steps: [{name: get, http: {path: /v1/orders}}]}
              load:
                warmUp: 5s
                connections: {policy: PerRequest, max: 20}
                simulations: [{inject: {rate: 0.5, interval: 100ms, during: 1m}}, {keepConstant: {copies: 8, during: 10s}}]
              rounds: {count: 8, maxDiscarded: 0, order: Alternating, seed: 42}
              generator: {replicas: 2, resources: {limits: {cpu: 500m, memory: 1Gi}}, selfCheck: {maxSendLag: 2ms}}
              analysis: {alpha: 0.05, minDelta: 1ms, test: Welch, metrics: [{name: latency.p90, maxRegressionPercent: 7.5}, {name: errorRate, maxIncreasePoints: 1}]}
              objectives: [{metric: latency.p95, maxDuration: 320ms}, {metric: errorRate, maxPercent: 1}, {metric: throughput, minPerSecond: 450}]
              propagation: {headers: {x-bench-id: '{{campaign}}-{{round}}'}}
              activeDeadlineSeconds: 600
            status: {phase: Completed}
            """));

        Assert.DoesNotContain(manifest.Problems, p => p.Level == ProblemLevel.Error);
        var spec = Assert.Single(manifest.Campaigns).Spec;
        Assert.Equal("shop", manifest.Campaigns[0].Metadata.Labels["team"]);
        Assert.Equal([201, 202], spec.Workload.Scenarios![0].Steps[0].Http!.Expect.Status!);
        Assert.Equal(300, spec.Load.Simulations![0].Inject!.Count);
        Assert.Null(spec.Load.ExpectedStarts);
        Assert.Equal((ConnectionPolicy.PerRequest, 20), (spec.Load.Connections!.Policy, spec.Load.Connections.Max));
        Assert.Equal(0.5m, spec.Generator.Resources.Limits.Cpu.ToDecimal());
        Assert.Equal(TestChoice.Welch, spec.Analysis.Test);
    }

    [Theory]
    [InlineData("inject: {rate: 100, during: 10s}", 1000, 10)]
    [InlineData("simulations: [{rampingInject: {rate: 100, during: 10s}}, {inject: {rate: 100, during: 5s}}, {rampingInject: {rate: 20, during: 10s}}]", 1600, 25)]
    [InlineData("simulations: [{injectRandom: {minRate: 10, maxRate: 30, during: 10s}}, {pause: {during: 5s}}]", 200, 15)]
    [InlineData("simulations: [{iterationsForInject: {rate: 120, interval: 1m, iterations: 30}}]", 30, 15)]
    [InlineData("simulations: [{iterationsForConstant: {copies: 5, iterations: 500}}]", 500, 0)]
    [InlineData("simulations: [{inject: {rate: 100, during: 10s}}, {rampingConstant: {copies: 5, during: 5s}}]", null, 15)]
    public void Read_AnyLoad_HasItsStartsAndItsLength(string load, int? starts, double seconds)
    {
        var manifest = Manifest.Read(new StringReader(Shortest.Replace("inject: {rate: 500, during: 30s}", load, StringComparison.Ordinal)));

        var spec = Assert.Single(manifest.Campaigns).Spec;
        Assert.Equal(starts, spec.Load.ExpectedStarts);
        Assert.Equal(seconds, spec.Load.PlannedDuration.TotalSeconds, 6);
    }

    [Fact]
    public void Read_DuplicateKey_NamesBothLines()
    {
        var manifest = Manifest.Read(new StringReader(Shortest + "\n  load: {inject: {rate: 1, during: 1s}}\n"));

        Assert.Contains(manifest.Problems, p => p.Format("f").Contains("f:9:3: error: spec.load: is here a second time; the first is on line 8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a: [1, 2")]
    [InlineData("a: *nothing")]
    public void Read_NotYaml_SaysWhere(string text)
    {
        var problem = Assert.Single(Manifest.Read(new StringReader(text)).Problems);

        Assert.Contains("not YAML", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AliasBomb_IsRefused()
    {
        var levels = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]");

        var manifest = Manifest.Read(new StringReader("a0: &a0 x\n" + string.Join('\n', levels)));

        Assert.Contains("more than", Assert.Single(manifest.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n---\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n")]
    public void Read_NoCampaign_IsAnError(string text) =>
        Assert.Contains("holds no LoadCampaign", Assert.Single(Manifest.Read(new StringReader(text)).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralDocuments_FindsEveryCampaign()
    {
        var manifest = Manifest.Read(new StringReader($"{Shortest}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: x}}\n---\n{Shortest.Replace("orders-1-6", "second", StringComparison.Ordinal)}"));

        Assert.Equal(["orders-1-6", "second"], manifest.Campaigns.Select(c => c.Metadata.Name));
    }
}
