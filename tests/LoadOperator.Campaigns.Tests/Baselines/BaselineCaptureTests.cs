using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class BaselineCaptureTests
{
    [Fact]
    public void Of_PassedCampaign_HoldsEveryRound()
    {
        var campaign = TestBaselines.Campaign(10, day: 1);

        var sample = BaselineCapture.Of(campaign, 7, "sha256:x");

        Assert.Equal((7, "run-1", Start.AddDays(1)), (sample.Revision, sample.Campaign, sample.StartTime));
        Assert.Equal(["sha256:x"], sample.Images);
        Assert.Equal(campaign.Status!.Metrics!.Single(m => m.Name == "latency.p95").Candidate.Values, sample.Metric("latency.p95")!.Values);
        Assert.Equal([2200L, 2200, 2200, 2200, 2200], sample.Requests);
        Assert.Equal("1", sample.Fingerprint["generator.cpuLimit"]);
    }

    [Fact]
    public void Of_CampaignThatMissedAnObjective_IsRefused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => BaselineCapture.Of(TestBaselines.Campaign(10, day: 1, maxMs: 5), 1));

        Assert.Contains("only from a campaign that passed", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.3, "Regression")]
    [InlineData(1.045, "Inconclusive")]
    public void Of_CampaignThatDidNotPass_IsRefused(double ratio, string verdict)
    {
        var plan = Plan(Spec(8));
        var state = Run(plan, id => Round((id.Side == Side.Candidate ? 10 * ratio : 10) * (1 + 0.01 * Math.Sin(id.Pair * (id.Side == Side.Candidate ? 2 : 3)))));
        var status = StatusOf(plan, state);

        var refusal = Assert.Throws<ArgumentException>(() => BaselineCapture.Of(new() { Spec = plan.Spec, Status = status }, 1));

        Assert.Contains($"this one is {verdict}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FailedOrUnfinishedCampaign_IsRefused()
    {
        var campaign = TestBaselines.Campaign(10, day: 1);
        campaign.Status = StatusBuilderOf(Plan(campaign.Spec), Run(Plan(campaign.Spec), _ => Round(10)), new Failure(Failure.Interrupted, "by hand"));
        Assert.Contains("Interrupted", Assert.Throws<ArgumentException>(() => BaselineCapture.Of(campaign, 1)).Message, StringComparison.Ordinal);

        campaign.Status = campaign.Status with { Phase = Phase.Running };
        Assert.Contains("has ended", Assert.Throws<ArgumentException>(() => BaselineCapture.Of(campaign, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SelfTest_IsTaken()
    {
        var plan = Plan(Spec(5) with { Comparison = new Comparison { Mode = ComparisonMode.SelfTest } });
        var status = StatusOf(plan, Run(plan, id => Round(10 + Math.Sin(id.Pair * (id.Side == Side.Candidate ? 2 : 3)))));

        Assert.Equal(Verdict.NotCompared, BaselineCapture.Of(new() { Spec = plan.Spec, Status = status }, 1).Verdict);
    }

    [Fact]
    public void Differences_NameFieldAndBothValues()
    {
        var then = Fingerprint.Of(Spec(), [OneGenerator with { Info = OneGenerator.Info with { Kernel = "6.1.0" } }], null);
        var now = Fingerprint.Of(Spec() with { Load = new Load { Inject = new Inject { Rate = 5, During = Model.Duration.FromSeconds(1) } } }, [OneGenerator with { Info = OneGenerator.Info with { Kernel = "6.8.0" } }], null);

        var differences = Fingerprint.Differences(then, now);

        Assert.Equal(["environment.kernel", "load.simulations"], differences.Select(d => d.Name));
        Assert.Equal("environment.kernel: 6.1.0 then, 6.8.0 now", differences[0].ToString());
    }

    [Theory]
    [InlineData("variables: [{name: v, value: one}]", "variables: [{name: v, value: two}]")]
    [InlineData("variables: [{name: v, secretKeyRef: {name: s, key: a}}]", "variables: [{name: v, secretKeyRef: {name: s, key: b}}]")]
    [InlineData("feeds: [{name: f, file: f.csv}]", "feeds: [{name: f, file: f.csv, strategy: Random}]")]
    [InlineData("protos: [{file: a.proto}]", "protos: [{file: b.proto}]")]
    [InlineData("", "feeds: [{name: f, file: f.csv}]")]
    public void Differences_OfTheWorkload_AreInItsHash(string then, string now) =>
        Assert.Equal(["workload.hash"], DifferencesOf($"{{http: {{}}, {then}}}", "{headers: {a: b}}", $"{{http: {{}}, {now}}}", "{headers: {a: b}}"));

    [Theory]
    [InlineData("{headers: {a: b}}", "{headers: {a: c}}")]
    [InlineData("{headers: {a: b}}", "{headers: {a: b}, traceparent: {}}")]
    [InlineData("{traceparent: {sampledPercent: 1}}", "{traceparent: {sampledPercent: 2}}")]
    public void Differences_OfPropagation_AreInTheWorkloadsHash(string then, string now) =>
        Assert.Equal(["workload.hash"], DifferencesOf("{http: {}}", then, "{http: {}}", now));

    private static IEnumerable<string> DifferencesOf(string workload, string propagation, string workloadNow, string propagationNow) =>
        Fingerprint.Differences(Fingerprint.Of(Read(workload, propagation), [OneGenerator], null), Fingerprint.Of(Read(workloadNow, propagationNow), [OneGenerator], null)).Select(d => d.Name);

    private static LoadCampaignSpec Read(string workload, string propagation) => Manifest.Read(new StringReader($"""
        apiVersion: loadoperator.dev/v1alpha1
        kind: LoadCampaign
        metadata:
          name: a
        spec:
          candidate:
            url: "http://127.0.0.2:1"
          comparison:
            control:
              url: "http://127.0.0.2:2"
          load:
            keepConstant:
              copies: 1
              during: 30s
          workload: {workload}
          propagation: {propagation}
        """)).Campaigns.Single().Spec;

    [Fact]
    public void Of_ClusterFacts_AreConditions()
    {
        TargetEnvironment Environment(string limit, string node) => new()
        {
            Service = "orders",
            Routing = Routing.Service,
            ReadyEndpoints = 1,
            Containers = [new ContainerFacts { Name = "orders", Image = "orders:1", ImageId = "sha256:x", CpuLimit = limit }],
            Nodes = [new NodeFacts { Name = node, InstanceType = node == "b" ? "m5" : "m4", Kernel = "6.1.0" }],
        };

        var differences = Fingerprint.Differences(Fingerprint.Of(Spec(), [OneGenerator], Environment("1", "a")), Fingerprint.Of(Spec(), [OneGenerator], Environment("2", "b")));

        Assert.Equal(["target.cpuLimit: 1 then, 2 now", "target.nodeClass: m4 then, m5 now"], differences.Select(d => d.ToString()));
    }
}
