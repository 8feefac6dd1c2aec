using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;

namespace LoadOperator.Operator.Tests;

public sealed class VerifiedCampaignTests
{
    private const string Field = "spec.comparison.verifies.campaignRef.name: ";

    [Fact]
    public void Refuse_CampaignThatVerifiesNothing_DoesNot() => Assert.Null(VerifiedCampaign.Refuse(TestCampaign.Create(), null));

    [Fact]
    public void Refuse_EarlierThatBlamedSomething_DoesNot() => Assert.Null(Refuse(Earlier(Grew)));

    [Fact]
    public void Refuse_NoSuchCampaign_SaysSo() => Assert.Equal($"{Field}'why': there is no such campaign in this namespace; set spec.restartToken once there is", Refuse(null));

    [Fact]
    public void Refuse_ItsOwnName_SaysSo() => Assert.Equal($"{Field}'why': is this campaign itself; allowed: one that has ended", VerifiedCampaign.Refuse(Later("why"), Earlier(Grew)));

    [Fact]
    public void Refuse_EarlierUnderWay_SaysSo() => Assert.Equal($"{Field}'why': has not ended; set spec.restartToken once it has", Refuse(Earlier(Grew, Phase.Running)));

    [Fact]
    public void Refuse_EarlierWithoutProfiles_SaysSo() => Assert.EndsWith("campaign why has no status.attribution: its targets were not profiled", Refuse(Earlier(null)), StringComparison.Ordinal);

    [Fact]
    public void Refuse_EarlierThatBlamedNothing_SaysSo() => Assert.EndsWith("campaign why blamed nothing: no cost grew", Refuse(Earlier(Grew with { Candidate = 6 })), StringComparison.Ordinal);

    private static CostStatus Grew { get; } = new() { Cost = "cpu", Unit = "ms", Control = 8, Candidate = 10, Ci95 = [1, 3], PValue = 0.001 };

    private static string? Refuse(LoadCampaign? earlier) => VerifiedCampaign.Refuse(Later("later"), earlier);

    private static LoadCampaign Later(string name)
    {
        var campaign = TestCampaign.Create(name);
        campaign.Spec = campaign.Spec with { Comparison = campaign.Spec.Comparison with { Verifies = new Verification { CampaignRef = new CampaignReference { Name = "why" } } } };
        return campaign;
    }

    private static LoadCampaign Earlier(CostStatus? cost, Phase phase = Phase.Completed)
    {
        var campaign = TestCampaign.Create("why");
        campaign.Status = new LoadCampaignStatus
        {
            Phase = phase,
            ObservedGeneration = 1,
            SpecHash = SpecHash.Of(campaign.Spec),
            Attribution = cost is null ? null : new AttributionStatus { Summary = "why", ControlProfiles = 8, CandidateProfiles = 8, Per = "request", Costs = [cost] },
        };
        return campaign;
    }
}
