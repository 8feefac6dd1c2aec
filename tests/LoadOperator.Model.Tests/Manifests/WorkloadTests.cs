using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Tests.Manifests;

/// <summary>Workloads of several steps: what they may say, and what refusals name.</summary>
public sealed class WorkloadTests
{
    [Theory]
    [InlineData("scenarios: [{name: buy, steps: [{name: create, http: {}, extract: [{name: id, from: {jsonPath: '$.items[-1][''order id'']'}}]}, {name: read, http: {path: '/{{id}}'}}]}]")]
    [InlineData("scenarios: [{name: buy, steps: [{name: create, http: {}, extract: [{name: id, from: {header: Location, regex: '/(\\d+)$'}}]}, {name: read, http: {path: '/{{id}}', headers: {X-A: '{{ id }}'}}}]}]")]
    [InlineData("scenarios: [{name: buy, steps: [{name: a, http: {}, extract: [{name: id, from: {regex: a}}]}, {name: b, http: {}, extract: [{name: id, from: {regex: b}}]}]}]")]
    public void Read_GoodWorkload_HasNoProblem(string workload) => Assert.Empty(Read(workload));

    [Theory]
    [InlineData("thinkTime: {constant: 250ms}")]
    [InlineData("thinkTime: {uniform: {min: 0s, max: 5m}}")]
    [InlineData("http: {expect: {headers: [{name: ETag, equals: ''}, {name: A, contains: a}, {name: A, regex: '^a'}], body: [{contains: ok}, {regex: 'o.'}, {jsonPath: $.a, equals: '1'}]}}")]
    public void Read_GoodStep_HasNoProblem(string fields) => Assert.Empty(Read($"scenarios: [{{name: s, steps: [{{name: a, {(fields.StartsWith("http", StringComparison.Ordinal) ? "" : "http: {}, ")}{fields}}}]}}]"));

    [Theory]
    [InlineData("thinkTime: {}", "thinkTime: needs exactly one of constant and uniform")]
    [InlineData("thinkTime: {constant: 6m}", "thinkTime.constant: '6m': allowed: from 1ms to 5m")]
    [InlineData("thinkTime: {uniform: {min: 2s, max: 1s}}", "thinkTime.uniform.max: at least min")]
    [InlineData("thinkTime: {uniform: {min: 2s}}", "thinkTime.uniform.max: is missing")]
    [InlineData("thinkTime: 1s", "thinkTime: must be a map of fields")]
    [InlineData("http: {expect: {headers: [{name: A}]}}", "http.expect.headers[0]: needs exactly one of equals, contains and regex")]
    [InlineData("http: {expect: {headers: [{name: A, equals: a, contains: a}]}}", "http.expect.headers[0]: needs exactly one of equals, contains and regex")]
    [InlineData("http: {expect: {headers: [{name: A, regex: '('}]}}", "http.expect.headers[0].regex: a regular expression as .NET has them")]
    [InlineData("http: {expect: {headers: []}}", "http.expect.headers: has 0 entries; allowed: 1 to 16")]
    [InlineData("http: {expect: {body: [{}]}}", "http.expect.body[0]: needs exactly one of contains, regex and jsonPath")]
    [InlineData("http: {expect: {body: [{jsonPath: $.a}]}}", "http.expect.body[0].equals: goes with jsonPath")]
    [InlineData("http: {expect: {body: [{contains: a, equals: a}]}}", "http.expect.body[0].equals: goes with jsonPath")]
    [InlineData("http: {expect: {body: [{jsonPath: a, equals: a}]}}", "http.expect.body[0].jsonPath: 'a': allowed: a singular query")]
    [InlineData("http: {}, grpc: {method: S/Do}", ": needs exactly one of http and grpc")]
    [InlineData("grpc: {}", "grpc.method: is missing")]
    [InlineData("grpc: {method: Do}", "grpc.method: 'Do': allowed: PACKAGE.SERVICE/METHOD")]
    [InlineData("grpc: {method: S/Do, expect: {status: [SUPER]}}", "grpc.expect.status[0]: 'SUPER': allowed: OK, CANCELLED")]
    [InlineData("grpc: {method: S/Do, metadata: {grpc-timeout: 1S}}", "grpc.metadata: may not name a header of gRPC itself")]
    [InlineData("grpc: {method: S/Do, message: '{{id}}'}", "grpc.message: '{{id}}': allowed: {{uuid}}")]
    [InlineData("grpc: {method: S/Do, expect: {body: [{jsonPath: $.a}]}}", "grpc.expect.body[0].equals: goes with jsonPath")]
    public void Read_WrongStep_IsRefusedByItsField(string fields, string expected) =>
        Assert.Contains(
            Read($"scenarios: [{{name: s, steps: [{{name: a, {(fields.StartsWith("http", StringComparison.Ordinal) || fields.StartsWith("grpc", StringComparison.Ordinal) ? "" : "http: {}, ")}{fields}}}]}}]"),
            p => p.StartsWith("spec.workload.scenarios[0].steps[0]" + (expected[0] == ':' ? "" : ".") + expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("protos: [{file: a.proto}], scenarios: [{name: s, steps: [{name: a, grpc: {method: S/Do}}]}]", "spec.candidate.protocol: must be Http2 where a step is grpc")]
    public void Read_GrpcWithoutWhatItNeeds_IsRefused(string workload, string expected) => Assert.Contains(Read(workload), p => p.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("variables: [{name: a, value: x}, {name: b, secretKeyRef: {name: shop, key: token}}, {name: c, configMapKeyRef: {name: shop, key: a.b}}, {name: d, env: HOME}], http: {path: '/{{a}}{{b}}{{c}}{{d}}'}")]
    [InlineData("feeds: [{name: users, file: data/users.csv}, {name: products, strategy: Unique, configMapKeyRef: {name: shop, key: p.json}}], http: {path: '/{{users.id}}/{{products.sku-no}}'}")]
    public void Read_GoodVariablesAndFeeds_HaveNoProblem(string workload) => Assert.Empty(Read(workload));

    [Theory]
    [InlineData("variables: [{name: a}]", "variables[0]: needs exactly one of value, secretKeyRef, configMapKeyRef and env")]
    [InlineData("variables: [{name: a, value: x, env: HOME}]", "variables[0]: needs exactly one of value, secretKeyRef, configMapKeyRef and env")]
    [InlineData("variables: [{name: a.b, value: x}]", "variables[0].name: 'a.b': allowed: letters, digits")]
    [InlineData("variables: [{name: round, value: x}]", "variables[0].name: may not be uuid, seq, random, campaign or round")]
    [InlineData("variables: [{name: a, value: x}, {name: a, value: x}]", "variables: every variable needs a name of its own")]
    [InlineData("variables: [{name: a, env: 'A B'}]", "variables[0].env: 'A B': allowed: letters, digits")]
    [InlineData("variables: [{name: a, secretKeyRef: {name: Shop, key: k}}]", "variables[0].secretKeyRef.name: 'Shop': allowed: lower-case letters")]
    [InlineData("variables: [{name: a, secretKeyRef: {name: shop, key: a/b}}]", "variables[0].secretKeyRef.key: 'a/b': allowed: letters")]
    [InlineData("variables: [{name: a, secretKeyRef: {name: shop}}]", "variables[0].secretKeyRef.key: is missing")]
    [InlineData("protos: [{}]", "protos[0]: needs configMapKeyRef (in a cluster), file (with loadctl run) or both")]
    [InlineData("protos: [{file: a/x.proto}, {file: b/x.proto}]", "protos: every file needs a name of its own")]
    [InlineData("protos: [{file: a.txt}]", "protos[0].file: must end in .proto")]
    [InlineData("protos: [{configMapKeyRef: {name: a, key: k}}]", "protos[0].configMapKeyRef.key: must end in .proto")]
    [InlineData("feeds: [{name: a}]", "feeds[0]: needs configMapKeyRef (in a cluster), file (with loadctl run) or both")]
    [InlineData("feeds: [{name: a, file: a.txt}]", "feeds[0].file: must end in .csv")]
    [InlineData("feeds: [{name: a, configMapKeyRef: {name: a, key: k}}]", "feeds[0].configMapKeyRef.key: must end in .csv")]
    [InlineData("feeds: [{name: a, file: a.csv, strategy: Shuffled}]", "feeds[0].strategy: 'Shuffled': allowed: Sequential, Random or Unique")]
    [InlineData("feeds: [{name: a, file: a.csv}, {name: a, file: b.csv}]", "feeds: every feed needs a name of its own")]
    public void Read_WrongVariableOrFeed_IsRefusedByItsField(string fields, string expected) =>
        Assert.Contains(Read($"http: {{}}, {fields}"), p => p.StartsWith("spec.workload." + expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("feeds: [{name: users, file: a.csv}], http: {path: '/{{user.id}}'}", "spec.workload.http.path: '{{user.id}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}, {{users.COLUMN}}")]
    [InlineData("feeds: [{name: users, file: a.csv}], http: {path: '/{{users}}'}", "spec.workload.http.path: '{{users}}': allowed: ")]
    [InlineData("variables: [{name: id, value: x}], scenarios: [{name: s, steps: [{name: a, http: {}, extract: [{name: id, from: {regex: a}}]}]}]", "spec.workload.scenarios: may not extract a value under the name of one of workload.variables")]
    [InlineData("http: {path: '/{{id}}'}", "spec.workload.http.path: '{{id}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}")]
    [InlineData("http: {headers: {X-A: '{{id}}'}}", "spec.workload.http.headers.X-A: '{{id}}': allowed: ")]
    [InlineData("http: {method: POST, body: '{{a}}'}", "spec.workload.http.body: '{{a}}': allowed: ")]
    [InlineData("scenarios: [{name: s, steps: [{name: a, http: {path: '/{{id}}'}, extract: [{name: id, from: {jsonPath: $.id}}]}]}]", "spec.workload.scenarios[0].steps[0].http.path: '{{id}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}")]
    [InlineData("scenarios: [{name: s, steps: [{name: a, http: {}, extract: [{name: id, from: {jsonPath: $.id}}]}, {name: b, http: {path: '/{{ID}}'}}]}]", "spec.workload.scenarios[0].steps[1].http.path: '{{ID}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}, {{id}}")]
    [InlineData("scenarios: [{name: s, steps: [{name: a, http: {}, extract: [{name: id, from: {jsonPath: $.id}}]}]}, {name: t, steps: [{name: b, http: {path: '/{{id}}'}}]}]", "spec.workload.scenarios[1].steps[0].http.path: '{{id}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}")]
    [InlineData("http: {path: '/{{a b}}'}", "spec.workload.http.path: placeholders {{uuid}}")]
    public void Read_PlaceholderWithoutAValue_IsRefusedWithWhatHasOne(string workload, string expected) => Assert.Contains(Read(workload), p => p.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("{name: seq, from: {jsonPath: $.id}}", "extract[0].name: may not be uuid, seq, random, campaign or round")]
    [InlineData("{name: a b, from: {jsonPath: $.id}}", "extract[0].name: 'a b': allowed: letters, digits")]
    [InlineData("{name: id}", "extract[0].from: is missing")]
    [InlineData("{name: id, from: {}}", "extract[0].from: needs either jsonPath, or header, regex or both")]
    [InlineData("{name: id, from: {jsonPath: $.id, regex: a}}", "extract[0].from: needs either jsonPath, or header, regex or both")]
    [InlineData("{name: id, from: {jsonPath: '$..id'}}", "extract[0].from.jsonPath: '$..id': allowed: a singular query of JSONPath")]
    [InlineData("{name: id, from: {jsonPath: '$.items[*]'}}", "extract[0].from.jsonPath: '$.items[*]': allowed: a singular query of JSONPath")]
    [InlineData("{name: id, from: {regex: '('}}", "extract[0].from.regex: a regular expression as .NET has them")]
    [InlineData("{name: id, from: {regex: '(?=a)b'}}", "extract[0].from.regex: a regular expression as .NET has them")]
    [InlineData("{name: id, from: {header: 'A B'}}", "extract[0].from.header: 'A B': allowed: letters, digits")]
    [InlineData("{name: id, from: {regex: a}}, {name: id, from: {regex: b}}", "extract: every extraction of a step needs a name of its own")]
    public void Read_WrongExtraction_IsRefusedByItsField(string extractions, string expected) =>
        Assert.Contains(Read($"scenarios: [{{name: s, steps: [{{name: a, http: {{}}, extract: [{extractions}]}}]}}]"), p => p.StartsWith("spec.workload.scenarios[0].steps[0]." + expected, StringComparison.Ordinal));

    [Fact]
    public void Read_PropagatedHeaderWithoutAValue_IsRefused() =>
        Assert.Contains(Read("http: {}", "propagation: {headers: {X-A: '{{id}}'}}"), p => p.StartsWith("spec.propagation.headers.X-A: '{{id}}': allowed: ", StringComparison.Ordinal));

    [Theory]
    [InlineData("{traceparent: {}}", null)]
    [InlineData("{traceparent: {sampledPercent: 0.5}, headers: {x-bench-id: '{{campaign}}-{{round}}-{{seq}}'}}", null)]
    [InlineData("{traceparent: {sampledPercent: 101}}", "spec.propagation.traceparent.sampledPercent: '101': allowed: from 0 to 100")]
    [InlineData("{traceparent: {}, headers: {TraceParent: x}}", "spec.propagation.headers: may not hold traceparent beside propagation.traceparent")]
    public void Read_Propagation_IsRefusedWhereItContradictsItself(string propagation, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Read("http: {}", $"propagation: {propagation}"));

    private static IReadOnlyList<string> Read(string workload, string more = "") =>
    [
        .. Manifest.Read(new StringReader($$$"""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: a}
            spec:
              candidate: {url: "http://127.0.0.1:1"}
              comparison: {control: {url: "http://127.0.0.1:2"}}
              load: {inject: {rate: 500, during: 30s}}
              workload: { {{{workload}}} }
              {{{more}}}
            """)).Problems.Where(p => p.Level == ProblemLevel.Error).Select(p => $"{p.Path}: {(p.Value is null ? "" : $"'{p.Value}': ")}{p.Message}"),
    ];
}
