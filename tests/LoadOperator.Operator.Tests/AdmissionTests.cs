using LoadOperator.Model.Spec;
using LoadOperator.Operator.Campaigns;

namespace LoadOperator.Operator.Tests;

public sealed class AdmissionTests
{
    [Fact]
    public void Refuse_GoodCampaign_DoesNot() => Assert.Null(Admission.Refuse(TestCampaign.Create(), TestCampaign.Settings));

    [Fact]
    public void Refuse_RuleThatAnOlderApiServerDoesNotCheck_NamesTheField()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Load = new Load() };

        Assert.Contains("spec.load: needs exactly one of", Admission.Refuse(campaign, TestCampaign.Settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_FeedFromAFile_SaysWhereItsRowsComeFromInACluster()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Workload = campaign.Spec.Workload with { Feeds = [new Feed { Name = "users", File = "users.csv" }], Protos = [new ProtoFile { File = "a.proto" }] } };

        Assert.Contains("spec.workload.protos[0].configMapKeyRef: is missing", Admission.Refuse(campaign, TestCampaign.Settings), StringComparison.Ordinal);
        Assert.Contains("spec.workload.feeds[0].configMapKeyRef: is missing", Admission.Refuse(campaign, TestCampaign.Settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_UrlOfAHostThatNobodyAllowed_NamesIt()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Candidate = new Target { Url = "http://elsewhere.example:80" } };

        Assert.Contains("spec.candidate.url: 'http://elsewhere.example:80'", Admission.Refuse(campaign, TestCampaign.Settings), StringComparison.Ordinal);
        Assert.Null(Admission.Refuse(campaign, TestCampaign.Settings with { AllowedHosts = ["elsewhere.example"] }));
    }

    [Fact]
    public void Refuse_ServiceOfANamespaceThatNobodyAllowed_NamesIt()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Candidate = new Target { Service = new ServiceTarget { Name = "orders", Namespace = "bank", Port = 80 } } };

        Assert.Contains("spec.candidate.service.namespace: 'bank'", Admission.Refuse(campaign, TestCampaign.Settings), StringComparison.Ordinal);
        Assert.Null(Admission.Refuse(campaign, TestCampaign.Settings with { AllowedNamespaces = ["bank"] }));
        campaign.Spec = campaign.Spec with { Candidate = new Target { Service = new ServiceTarget { Name = "orders", Namespace = "shop", Port = 80 } } };
        Assert.Null(Admission.Refuse(campaign, TestCampaign.Settings));
    }

    [Fact]
    public void Refuse_Profiling_DoesNot()
    {
        var campaign = TestCampaign.Create();
        campaign.Spec = campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() } };

        Assert.Null(Admission.Refuse(campaign, TestCampaign.Settings));
    }

    [Fact]
    public void Refuse_LongName_SaysHowLongItMayBe() =>
        Assert.Contains("up to 52", Admission.Refuse(TestCampaign.Create(new string('n', 53)), TestCampaign.Settings), StringComparison.Ordinal);
}
