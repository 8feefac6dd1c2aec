using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Tests.Manifests;

/// <summary>Mistakes are named with their place, what is there, and what is allowed.</summary>
public sealed class MistakeTests
{
    private const string Shortest = ManifestTests.Shortest;

    [Fact]
    public void Read_ManyMistakes_AreReportedAllAtOnceWithPlaceValueAndWhatIsAllowed()
    {
        var manifest = Manifest.Read(new StringReader("""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: Bad_Name}
            spec:
              candidat: {url: http://127.0.0.1:1}
              workload: {http: {path: v1, metod: GET, body: '{{uuuid}}'}}
              load: {inject: {rate: fast, during: 30}}
              rounds: {count: 1000, order: Random}
            """));

        Assert.Empty(manifest.Campaigns);
        var lines = manifest.Problems.Select(p => p.Format("f.yaml")).ToList();
        Assert.Contains(lines, l => l.StartsWith("f.yaml:3:18: error: metadata.name: 'Bad_Name': allowed:", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("f.yaml:5:3: error: spec.candidat: unknown field, did you mean 'candidate'?", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("error: spec.candidate: is missing", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("spec.workload.http.metod: unknown field, did you mean 'method'?", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("spec.workload.http.path: 'v1': allowed:", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("f.yaml:7:25: error: spec.load.inject.rate: 'fast': allowed: a number", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("spec.load.inject.during: '30': allowed: a duration", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("spec.rounds.count: '1000': allowed: from 3 to 200", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("spec.rounds.order: 'Random': allowed: Randomized or Alternating", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rate: 500", "rate: 0", "spec.load.inject.rate: '0': allowed: more than 0")]
    [InlineData("rate: 500", "rate: \"500\"", "spec.load.inject.rate: '500': allowed: a number, without quotes")]
    [InlineData("rate: 500", "rate: .nan", "spec.load.inject.rate")]
    [InlineData("rate: 500, during: 30s", "rate: 100000, during: 1h", "may schedule at most 50,000,000")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{}]", "spec.load.simulations[0]: needs exactly one of inject, rampingInject")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{pause: {during: 1s}}]", "spec.load.simulations: may not begin with a pause")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{iterationsForConstant: {copies: 1, iterations: 5}}, {pause: {during: 1s}}]", "spec.load.simulations: iterationsForConstant must be the last")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{rampingInject: {rate: 0, during: 1s}}]", "spec.load.simulations: a ramp must come to at least one arrival")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{rampingConstant: {copies: 0, during: 1s}}]", "spec.load.simulations: a ramp must come to at least one arrival, or one user")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{rampingInject: {rate: 100000, during: 1h}}]", "may schedule at most 50,000,000")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{injectRandom: {minRate: 1, maxRate: 100000, during: 1h}}]", "may schedule at most 50,000,000")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{injectRandom: {minRate: 5, maxRate: 4, during: 1h}}]", "spec.load.simulations[0].injectRandom.maxRate: at least minRate")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{injectRandom: {minRate: 5, maxRate: 6, interval: 1ms, during: 1h}}]", "spec.load.simulations[0].injectRandom.during: may hold at most 100,000 intervals")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{iterationsForInject: {rate: 1, iterations: 100000}}]", "spec.load.simulations[0].iterationsForInject.iterations: must be done within 24h")]
    [InlineData("inject: {rate: 500, during: 30s}", "simulations: [{iterationsForConstant: {copies: 1, iterations: 50000001}}]", "spec.load.simulations[0].iterationsForConstant.iterations: '50000001': allowed: from 1 to 50000000")]
    [InlineData("during: 30s", "during: 30s, arrivals: Bursty", "spec.load.inject.arrivals: 'Bursty': allowed: Uniform or Poisson")]
    [InlineData("during: 30s}}", "during: 30s}, connections: {max: 0}}", "spec.load.connections.max: '0': allowed: from 1 to 1000000")]
    [InlineData("during: 30s}}", "during: 30s}, connections: {policy: Shared}}", "spec.load.connections.policy: 'Shared': allowed: Pool, PerUser or PerRequest")]
    [InlineData("during: 30s}}", "during: 30s}, connections: {policy: PerUser, max: 5}}", "spec.load.connections.max: not allowed with policy PerUser")]
    [InlineData("during: 30s}}", "during: 30s}, connections: {max: 2}}\n  generator: {replicas: 3}", "spec.load.connections.max: must be at least generator.replicas")]
    [InlineData("port: 8080}", "port: 8080}, protocol: Http3", "spec.candidate.protocol: 'Http3': allowed: Http1 or Http2")]
    [InlineData("path: /v1/orders", "path: true", "spec.workload.http.path: 'true': allowed: text: put it in quotes")]
    [InlineData("path: /v1/orders", "path: '/{{nope}}'", "spec.workload.http.path")]
    [InlineData("path: /v1/orders", "body: x", "not allowed with GET")]
    [InlineData("path: /v1/orders", "headers: {Content-Length: '5'}", "spec.workload.http.headers")]
    [InlineData("{service: {name: orders-canary, port: 8080}}", "{}", "spec.candidate: needs exactly one of service and url")]
    [InlineData("{service: {name: orders-canary, port: 8080}}", "{url: 'ftp://x'}", "spec.candidate.url: 'ftp://x': allowed: an http:// or https:// address")]
    [InlineData("{service: {name: orders-canary, port: 8080}}", "{url: 'http://u:p@h/'}", "without user name")]
    [InlineData("{service: {name: orders-canary, port: 8080}}", "{service: {name: orders-canary, port: 99999}}", "spec.candidate.service.port: '99999': allowed: from 1 to 65535")]
    [InlineData("{control: {service: {name: orders-stable, port: 8080}}}", "{mode: SideBySide}", "spec.comparison.control: needed when mode is SideBySide")]
    [InlineData("{control: {service: {name: orders-stable, port: 8080}}}", "{mode: None}", "spec.objectives: needed when comparison.mode is None")]
    [InlineData("{control: {service: {name: orders-stable, port: 8080}}}", "[]", "spec.comparison: must be a map of fields, but is a list")]
    [InlineData("{inject: {rate: 500, during: 30s}}", "{inject: {rate: 500, during: 30s}, simulations: []}", "spec.load")]
    [InlineData("kind: LoadCampaign", "kind: LoadCampain", "kind: 'LoadCampain': allowed: LoadCampaign")]
    [InlineData("loadoperator.dev/v1alpha1", "loadoperator.dev/v2", "apiVersion: 'loadoperator.dev/v2': allowed: loadoperator.dev/v1alpha1")]
    [InlineData("metadata: {name: orders-1-6, namespace: shop}", "metadata: {namespace: shop}", "metadata.name: is missing")]
    [InlineData("metadata: {name: orders-1-6, namespace: shop}", "metadata: {name: \"a\\n\"}", "metadata.name")]
    [InlineData("loadoperator.dev/v1alpha1", "loadoperators.dev/v1alpha1", "apiVersion: 'loadoperators.dev/v1alpha1'")]
    [InlineData("path: /v1/orders", "method: \"GET\\n\"", "spec.workload.http.method")]
    [InlineData("path: /v1/orders", "path: '/{{uuid}'", "spec.workload.http.path")]
    [InlineData("path: /v1/orders", "headers: {x-user: Jürgen}", "printable ASCII")]
    [InlineData("path: /v1/orders", "headers: {x-user: ~}", "spec.workload.http.headers.x-user: must have a value")]
    [InlineData("during: 30s}}", "interval: 0s, during: 24h}}", "spec.load.inject.interval: '0s': allowed: from 1ms")]
    public void Read_OneMistake_IsNamed(string good, string bad, string expected)
    {
        var text = Shortest.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Shortest, text);

        var manifest = Manifest.Read(new StringReader(text));

        Assert.True(manifest.HasErrors);
        Assert.Contains(manifest.Problems, p => p.Format("f").Contains(expected, StringComparison.Ordinal));
        Assert.Empty(manifest.Campaigns);
    }

    [Theory]
    [InlineData("analysis: {metrics: [{name: throughput}]}", "spec.analysis.metrics: throughput can be compared only")]
    [InlineData("analysis: {metrics: [{name: latency.p95}, {name: latency.p95}]}", "every metric may be named once")]
    [InlineData("analysis: {metrics: [{name: latency.p95, step: request}, {name: latency.p95, step: request}]}", "every metric may be named once, for each scenario and step")]
    [InlineData("analysis: {metrics: [{name: latency.p95, step: create}]}", "spec.analysis.metrics[0].step: 'create': allowed: request")]
    [InlineData("analysis: {metrics: [{name: latency.p95, scenario: buy}]}", "spec.analysis.metrics[0].scenario: 'buy': allowed: default")]
    [InlineData("analysis: {metrics: [{name: serviceTime.p95, step: request}]}", "spec.analysis.metrics[0].name: serviceTime and its parts are measured of the whole load only")]
    [InlineData("analysis: {metrics: [{name: firstByte.p95, step: request}]}", "spec.analysis.metrics[0].name: serviceTime and its parts are measured of the whole load only")]
    [InlineData("analysis: {metrics: [{name: target.cpu}]}", "spec.analysis.metrics: target.* is measured in profiled rounds: it needs profiling with when: Always")]
    [InlineData("profiling: {counters: {}}\n  analysis: {metrics: [{name: target.cpu}]}", "spec.analysis.metrics: target.* is measured in profiled rounds: it needs profiling with when: Always")]
    [InlineData("objectives: [{metric: target.cpu, maxDuration: 1ms}]", "spec.objectives: target.* is measured in profiled rounds: it needs profiling with when: Always")]
    [InlineData("profiling: {counters: {}, when: Always}\n  analysis: {metrics: [{name: target.gcPause}]}", "spec.analysis.metrics: target.gcPause needs profiling.dotnetTrace")]
    [InlineData("profiling: {counters: {}, when: Always}\n  objectives: [{metric: target.allocation, maxSize: 1Ki}]", "spec.objectives: target.gcPause needs profiling.dotnetTrace, target.allocation that or pprof")]
    [InlineData("profiling: {pprof: {}, when: Always}\n  analysis: {metrics: [{name: target.rss, gate: false}]}", "target.rss dotnetTrace or counters")]
    [InlineData("profiling: {counters: {}, when: Always}\n  analysis: {metrics: [{name: target.rss}]}", "spec.analysis.metrics[0].gate: must be false for target.rss")]
    [InlineData("profiling: {dotnetTrace: {via: Port}, when: Always}\n  analysis: {metrics: [{name: target.cpu}]}", "spec.analysis.metrics: target.cpu and target.rss are of the target's process")]
    [InlineData("analysis: {metrics: [{name: target.threads}]}", "spec.analysis.metrics[0].name: 'target.threads': allowed")]
    [InlineData("analysis: {metrics: [{name: target.cpu, step: request}]}", "spec.analysis.metrics[0].name: serviceTime and its parts are measured of the whole load only")]
    [InlineData("objectives: [{metric: target.rss, maxDuration: 1s}]", "maxSize for target.allocation and target.rss")]
    [InlineData("objectives: [{metric: target.rss, maxSize: 0}]", "spec.objectives[0].maxSize: from 1 to 1Pi")]
    [InlineData("objectives: [{metric: target.rss, maxSize: much}]", "spec.objectives[0].maxSize: 'much': allowed: a quantity")]
    [InlineData("objectives: [{metric: connect.p95, maxPercent: 1}]", "spec.objectives[0]: needs exactly the bound of its metric")]
    [InlineData("analysis: {metrics: [{name: 'latency.p95{step=request}'}]}", "spec.analysis.metrics[0].name: 'latency.p95{step=request}'")]
    [InlineData("objectives: [{metric: latency.p95, step: create, maxDuration: 1s}]", "spec.objectives[0].step: 'create': allowed: request")]
    [InlineData("objectives: [{metric: serviceTime.max, scenario: default, maxDuration: 1s}]", "spec.objectives[0].metric: serviceTime and its parts are measured of the whole load only")]
    [InlineData("rounds: {count: 10, maxCount: 8}", "spec.rounds.maxCount: at least count")]
    [InlineData("analysis: {metrics: [{name: latency.p100}]}", "spec.analysis.metrics[0].name: 'latency.p100'")]
    [InlineData("analysis: {metrics: [{name: latency.p95, maxIncreasePoints: 1}]}", "spec.analysis.metrics[0].maxIncreasePoints: allowed for errorRate only")]
    [InlineData("objectives: [{metric: latency.p95, maxPercent: 1}]", "spec.objectives[0]: needs exactly the bound of its metric")]
    [InlineData("generator: {resources: {limits: {memory: 1Mi}}}", "spec.generator.resources.limits.memory: from 128Mi")]
    [InlineData("analysis: {metrics: [{name: latency.p0.0}]}", "spec.analysis.metrics[0].name: 'latency.p0.0'")]
    [InlineData("analysis: {metrics: [5, {name: bad}]}", "spec.analysis.metrics[1].name: 'bad'")]
    [InlineData("objectives: [{metric: latency.p0.0, maxDuration: 1s}]", "spec.objectives[0].metric")]
    [InlineData("generator: {resources: {limits: {memory: 512ki}}}", "spec.generator.resources.limits.memory: '512ki': allowed: a quantity")]
    [InlineData("generator: {resources: {limits: {memory: lots}}}", "spec.generator.resources.limits.memory: 'lots': allowed: a quantity")]
    public void Read_MistakeInAnOptionalPart_IsNamed(string part, string expected)
    {
        var manifest = Manifest.Read(new StringReader(Shortest + "\n  " + part + "\n"));

        Assert.Contains(manifest.Problems, p => p.Level == ProblemLevel.Error && p.Format("f").Contains(expected, StringComparison.Ordinal));
    }
}
