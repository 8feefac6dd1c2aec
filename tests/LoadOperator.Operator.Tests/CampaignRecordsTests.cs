using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;

namespace LoadOperator.Operator.Tests;

public sealed class CampaignRecordsTests
{
    [Fact]
    public void HasEnded_SpecAsItWasRun_Has() => Assert.True(CampaignRecords.HasEnded(Ended()));

    [Fact]
    public void HasEnded_EditThatChangesNoRun_StillHas()
    {
        var campaign = Ended();
        campaign.Metadata.Generation = 2;
        campaign.Spec = campaign.Spec with { Suspend = true, TtlSecondsAfterFinished = 60 };

        Assert.True(CampaignRecords.HasEnded(campaign));
        Assert.Null(CampaignRecords.ContextOf(campaign).History);
    }

    [Fact]
    public void HasEnded_AnotherRestartToken_HasNotAndTheResultGoesIntoTheHistory()
    {
        var campaign = Ended();
        campaign.Metadata.Generation = 2;
        campaign.Spec = campaign.Spec with { RestartToken = "again" };

        Assert.False(CampaignRecords.HasEnded(campaign));
        var past = Assert.Single(CampaignRecords.ContextOf(campaign).History!);
        Assert.Equal((1L, Verdict.Regression, "slower"), (past.Generation, past.Verdict, past.Summary));
    }

    [Fact]
    public void HasEnded_UpgradedOperatorWithAnotherHash_StillHas()
    {
        var campaign = Ended();
        campaign.Status = campaign.Status! with { SpecHash = "of an earlier version of the model" };

        Assert.True(CampaignRecords.HasEnded(campaign));
    }

    [Fact]
    public void ContextOf_ManyRuns_KeepsTheLastTen()
    {
        var campaign = Ended();
        campaign.Metadata.Generation = 2;
        campaign.Spec = campaign.Spec with { RestartToken = "again" };
        campaign.Status = campaign.Status! with { History = [.. Enumerable.Range(0, 10).Select(i => new PastRun { Summary = $"{i}" })] };

        var history = CampaignRecords.ContextOf(campaign).History!;

        Assert.Equal(["slower", "0", "1", "2", "3", "4", "5", "6", "7", "8"], history.Select(h => h.Summary));
    }

    private static LoadCampaign Ended()
    {
        var campaign = TestCampaign.Create();
        campaign.Status = new LoadCampaignStatus { Phase = Phase.Completed, ObservedGeneration = 1, SpecHash = SpecHash.Of(campaign.Spec), Verdict = Verdict.Regression, Summary = "slower" };
        return campaign;
    }
}
