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
    public void Read_WrongStep_IsRefusedByItsField(string fields, string expected) =>
        Assert.Contains(
            Read($"scenarios: [{{name: s, steps: [{{name: a, {(fields.StartsWith("http", StringComparison.Ordinal) ? "" : "http: {}, ")}{fields}}}]}}]"),
            p => p.StartsWith("spec.workload.scenarios[0].steps[0]." + expected, StringComparison.Ordinal));

    [Theory]
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
