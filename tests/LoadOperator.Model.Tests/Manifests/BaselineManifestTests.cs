using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Tests.Manifests;

public sealed class BaselineManifestTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_IsReadAgain_WithoutLoss(bool asJson)
    {
        var baseline = Baseline(Sample(1), Sample(2) with { Images = ["1e5"] });

        var read = BaselineManifest.Read(new StringReader(BaselineManifest.Write(baseline, asJson)));

        Assert.Empty(read.Problems);
        Assert.Equal(BaselineManifest.Write(baseline, asJson: true), BaselineManifest.Write(read.Baseline!, asJson: true));
        Assert.Equal(0.1 + 0.2, read.Baseline!.Spec.Samples[0].Metrics[0].Values[1]);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "must hold one Baseline" },
        { "[1]", "must hold one Baseline, but holds a list" },
        { "{apiVersion: v1, kind: Baseline}", "apiVersion" },
        { "{apiVersion: loadoperator.dev/v1alpha1, kind: LoadCampaign}", "kind: 'LoadCampaign': allowed: Baseline" },
        { "{apiVersion: loadoperator.dev/v1alpha1, kind: Baseline, metadata: {name: a}, spec: {capture: {campaignRef: {name: x}}, samples: [{revision: 1, campaign: c, startTime: '2026-01-01T00:00:00Z', verdict: NoRegression, requests: [1], errors: [0], metrics: [{name: errorRate, unit: share, values: [0]}]}]}}", "spec.capture: allowed only without samples" },
        { "{apiVersion: loadoperator.dev/v1alpha1, kind: Baseline, metadata: {name: A_}, spec: {capture: {campaignRef: {name: x}}}}", "metadata.name: 'A_': allowed: up to 52" },
        { "{apiVersion: loadoperator.dev/v1alpha1, kind: Baseline, metadata: {name: a}, spec: {maxRevisions: 1000, capture: {campaignRef: {name: x}}}}", "spec.maxRevisions: '1000': allowed: from 3 to 50" },
        { "{apiVersion: loadoperator.dev/v1alpha1, kind: Baseline, metadata: {name: a}, spec: {maxage: 3h, capture: {campaignRef: {name: x}}}}", "maxAge" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_Wrong_NamesFieldAndWhatIsAllowed(string text, string expected)
    {
        var read = BaselineManifest.Read(new StringReader(text));

        Assert.Null(read.Baseline);
        Assert.Contains(read.Problems, p => p.Format("b.yaml").Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("comparison: {baselineRef: {name: orders}}", null)]
    [InlineData("comparison: {mode: Baseline, baselineRef: {name: orders}}", null)]
    [InlineData("comparison: {mode: Baseline}", "spec.comparison.baselineRef: needed when mode is Baseline")]
    [InlineData("comparison: {mode: Baseline, baselineRef: {name: orders}, control: {url: 'http://a'}}", "spec.comparison.control: allowed only when mode is SideBySide")]
    [InlineData("comparison: {baselineRef: {name: orders}, control: {url: 'http://a'}}", "spec.comparison.baselineRef: allowed only when mode is Baseline, and without control")]
    [InlineData("comparison: {mode: SelfTest, baselineRef: {name: orders}}", "spec.comparison.baselineRef: allowed only when mode is Baseline")]
    [InlineData("comparison: {baselineRef: {name: Orders}}", "spec.comparison.baselineRef.name: 'Orders': allowed: lower-case letters")]
    [InlineData("comparison: {baselineRef: {name: orders}}\n  analysis: {tolerateDifferences: [environment.kernel, baseline.age]}", null)]
    [InlineData("comparison: {baselineRef: {name: orders}}\n  analysis: {tolerateDifferences: [kernel]}", "spec.analysis.tolerateDifferences: allowed: baseline.age, environment.cgroupVersion")]
    public void Read_CampaignWithABaseline_IsHeldToItsRules(string fields, string? expected)
    {
        var manifest = Manifest.Read(new StringReader($$"""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: a}
            spec:
              candidate: {url: 'http://b'}
              workload: {http: {path: /} }
              load: {inject: {rate: 500, during: 30s} }
            """.Replace("} }", "}}", StringComparison.Ordinal) + "\n  " + fields));

        if (expected is null) Assert.Empty(manifest.Problems);
        else Assert.Contains(manifest.Problems, p => p.Format("").Contains(expected, StringComparison.Ordinal));
    }

    public static TheoryData<string, Func<Baseline, Baseline>, string> Contradictions => new()
    {
        { "pinned revision that is not there", b => With(b, b.Spec with { PinnedRevision = 9 }), "spec.pinnedRevision: must be one of the revisions" },
        { "a measurement twice", b => With(b, b.Spec with { Samples = [Sample(1), Sample(2) with { Campaign = "run-1", StartTime = Sample(1).StartTime }] }), "every measurement may be there once" },
        { "revisions out of order", b => With(b, b.Spec with { Samples = [Sample(2), Sample(1)] }), "in rising order" },
        { "a value too few", b => With(b, b.Spec with { Samples = [Sample(1) with { Metrics = [new BaselineMetric { Name = "latency.p95", Unit = "ms", Values = [1] }] }] }), "as many values as there are rounds" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Read_Contradiction_IsAnError(string story, Func<Baseline, Baseline> change, string expected)
    {
        var read = BaselineManifest.Read(new StringReader(BaselineManifest.Write(change(Baseline(Sample(1), Sample(2))), asJson: false)));

        Assert.True(read.Problems.Any(p => p.Format("").Contains(expected, StringComparison.Ordinal)), $"{story}: {string.Join("; ", read.Problems)}");
    }

    private static Baseline With(Baseline baseline, BaselineSpec spec) => new() { Metadata = baseline.Metadata, Spec = spec };

    private static Baseline Baseline(params IReadOnlyList<BaselineSample> samples) => new() { Metadata = new() { Name = "orders" }, Spec = new BaselineSpec { Samples = samples, MaxAge = Duration.Parse("720h") } };

    private static BaselineSample Sample(int revision) => new()
    {
        Revision = revision,
        Campaign = $"run-{revision}",
        StartTime = new DateTimeOffset(2026, 1, revision, 3, 4, 5, 678, TimeSpan.Zero),
        Verdict = Verdict.NoRegression,
        Images = ["sha256:0123"],
        Fingerprint = new Dictionary<string, string> { ["environment.kernel"] = "6.1.0", ["generator.replicas"] = "1", ["load.simulations"] = """[{"inject":{"rate":200}}]""" },
        Requests = [1000, 1001, 1002],
        Errors = [0, 1, 0],
        Metrics = [new BaselineMetric { Name = "latency.p95", Unit = "ms", Values = [10.123456789012345, 0.1 + 0.2, 1e-7] }],
    };
}
