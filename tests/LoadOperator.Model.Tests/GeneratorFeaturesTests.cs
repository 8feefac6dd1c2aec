using LoadOperator.Model.Contract;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Model.Tests;

public sealed class GeneratorFeaturesTests
{
    [Theory]
    [InlineData("scenarios: [{name: s, steps: [{name: a, http: {}, extract: [{name: id, from: {regex: a}}]}]}]", "", "extract needs extract")]
    [InlineData("http: {expect: {body: [{contains: a}]}}", "", "expect needs expect")]
    [InlineData("scenarios: [{name: s, steps: [{name: a, grpc: {method: S/Do, expect: {body: [{contains: a}]}}, extract: [{name: id, from: {jsonPath: $.id}}]}]}]", "", "extract needs extract, expect needs expect, protocol needs http2, grpc needs grpc", "protocol: Http2, ")]
    [InlineData("scenarios: [{name: s, steps: [{name: a, http: {}, thinkTime: {constant: 1s}}]}]", "", "thinkTime needs thinkTime")]
    [InlineData("http: {}, feeds: [{name: f, file: f.csv}]", "", "workload.feeds needs feeds")]
    [InlineData("http: {}, variables: [{name: v, env: HOME}]", "", "workload.variables needs variablesFromEnvironment")]
    [InlineData("http: {}", "propagation: {traceparent: {}}", "propagation.traceparent needs traceparent")]
    public void Refuse_GeneratorWithoutTheFeature_NamesTheFieldAndWhatItHas(string workload, string more, string need, string target = "")
    {
        var spec = Read(workload, more, target);

        Assert.Equal($"(old 1.0) cannot do all that the campaign needs: {need}; it has no features", GeneratorFeatures.Refuse(Generator(), spec));
        Assert.Null(GeneratorFeatures.Refuse(Generator() with { Features = GeneratorFeatures.All }, spec));
    }

    [Fact]
    public void Refuse_WorkloadOfTheFirstForm_NeedsNothing() => Assert.Null(GeneratorFeatures.Refuse(Generator(), Read("http: {expect: {status: [200]}}, variables: [{name: v, value: x}]", "")));

    [Fact]
    public void Refuse_OtherContract_SaysWhich() => Assert.Equal("speaks contract v0, this is v1", GeneratorFeatures.Refuse(Generator() with { ContractVersion = "v0" }, Read("http: {}", "")));

    private static Spec.LoadCampaignSpec Read(string workload, string more, string target = "") => Manifest.Read(new StringReader($$$"""
        apiVersion: loadoperator.dev/v1alpha1
        kind: LoadCampaign
        metadata: {name: a}
        spec:
          candidate: { {{{target}}}url: "http://127.0.0.1:1" }
          comparison: {control: { {{{target}}}url: "http://127.0.0.1:2" }}
          load: {inject: {rate: 500, during: 30s}}
          workload: { {{{workload}}} }
          {{{more}}}
        """)).Campaigns.Single().Spec;

    private static GeneratorInfo Generator() => new()
    {
        ContractVersion = GeneratorContract.Version,
        Generator = "old 1.0",
        Runtime = "r",
        GarbageCollector = "g",
        OperatingSystem = "o",
        Kernel = "k",
        CpuModel = "c",
        CpuSet = "0",
        CgroupVersion = "v2",
        MemoryLimitBytes = 1,
        Host = "h",
    };
}
