using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class BaselineIntakeTests
{
    [Fact]
    public void Of_CampaignsThatPassed_AreTakenInTheOrderOfTheirEnds()
    {
        var intake = BaselineIntake.Of(Empty(), [], [Appended(day: 2), Appended(day: 1)]);

        Assert.Equal([("run-1", 1), ("run-2", 2)], intake.New.Select(r => (r.Sample.Campaign, r.Number)));
    }

    /// <summary>The same is decided again after a crash: less what was done.</summary>
    [Fact]
    public void Of_RevisionMadeButNotTold_IsNotMadeAgain()
    {
        var (first, second) = (Appended(day: 1), Appended(day: 2));

        var intake = BaselineIntake.Of(Empty(), [new StoredRevision(BaselineCapture.Of(first, 1), RevisionOrigin.Campaign)], [first, second]);

        Assert.Equal([("run-2", 2)], intake.New.Select(r => (r.Sample.Campaign, r.Number)));
    }

    [Fact]
    public void Of_CampaignThatSaysItWasAppended_IsNotTakenAgainWhenItsRevisionIsGone()
    {
        var campaign = Appended(day: 1);
        campaign.Status = campaign.Status! with { Appended = new() { Baseline = "orders", Revision = 1 } };

        Assert.Empty(BaselineIntake.Of(Empty(), [], [campaign]).New);
    }

    [Fact]
    public void Of_CampaignThatDidNotPass_IsNotTaken() => Assert.Empty(BaselineIntake.Of(Empty(), [], [Appended(day: 1, maxMs: 1)]).New);

    [Fact]
    public void Of_CampaignEditedSince_IsNotTaken()
    {
        var campaign = Appended(day: 1);
        campaign.Metadata.Generation = 2;
        campaign.Status = campaign.Status! with { ObservedGeneration = 1, SpecHash = "another" };

        Assert.Empty(BaselineIntake.Of(Empty(), [], [campaign]).New);
    }

    [Fact]
    public void Of_NumbersThatHaveBeenUsed_AreNotUsedAgain()
    {
        var baseline = Empty();
        baseline.Status = new BaselineStatus { LastRevision = 7 };

        Assert.Equal(8, BaselineIntake.Of(baseline, [], [Appended(day: 1)]).New.Single().Number);
    }

    [Fact]
    public void Of_SamplesOfTheSpec_AreMadeWhereTheyAreMissing()
    {
        var spec = TestBaselines.Of([10, 11, 12]).Spec;

        var intake = BaselineIntake.Of(With(spec), [new StoredRevision(spec.Samples[1], RevisionOrigin.Samples)], [Appended(day: 1)]);

        Assert.Equal([(1, RevisionOrigin.Samples), (3, RevisionOrigin.Samples)], intake.New.Select(r => (r.Number, r.Origin)));
    }

    [Theory]
    [InlineData("run-9", "CampaignNotFound")]
    [InlineData("run-1", "Captured")]
    [InlineData("run-2", "CampaignNotFit")]
    public void Of_Capture_SaysHowFarItIs(string name, string reason)
    {
        var baseline = With(new BaselineSpec { Capture = new CaptureSource { CampaignRef = new CampaignReference { Name = name } } });

        var intake = BaselineIntake.Of(baseline, [], [TestBaselines.Campaign(10, day: 1), TestBaselines.Campaign(10, day: 2, maxMs: 1)]);

        Assert.Equal(reason, intake.Capture!.Reason);
        Assert.Equal(reason == "Captured" ? 1 : 0, intake.New.Count);
    }

    [Fact]
    public void Of_CampaignCapturedBefore_IsNotCapturedAgain()
    {
        var baseline = With(new BaselineSpec { Capture = new CaptureSource { CampaignRef = new CampaignReference { Name = "run-1" } } });
        baseline.Status = new BaselineStatus { Captured = "run-1", LastRevision = 1 };

        Assert.Empty(BaselineIntake.Of(baseline, [], [TestBaselines.Campaign(10, day: 1)]).New);
    }

    [Fact]
    public void Excess_TooMany_OldestGoesButNoPinnedNorAwaitedOne()
    {
        var spec = new BaselineSpec { MaxRevisions = 3, PinnedRevision = 1 };
        var stored = Stored(RevisionOrigin.Campaign, 6);

        Assert.Equal([2, 3, 4], BaselineIntake.Excess(spec, stored, _ => false).Select(r => r.Number));
        Assert.Equal([3, 4, 5], BaselineIntake.Excess(spec, stored, r => r.Number == 2).Select(r => r.Number));
        Assert.Empty(BaselineIntake.Excess(spec with { MaxRevisions = 6 }, stored, _ => false));
    }

    [Fact]
    public void Excess_SamplesTakenBack_GoUnlessTheSpecHoldsNoneAtAll()
    {
        var stored = Stored(RevisionOrigin.Samples, 3);

        Assert.Equal([1, 3], BaselineIntake.Excess(new BaselineSpec { Samples = [stored[1].Sample] }, stored, _ => false).Select(r => r.Number));
        Assert.Empty(BaselineIntake.Excess(new BaselineSpec(), stored, _ => false));
    }

    private static IReadOnlyList<StoredRevision> Stored(RevisionOrigin origin, int count) =>
        [.. TestBaselines.Of([.. Enumerable.Repeat(10.0, count)]).Spec.Samples.Select(s => new StoredRevision(s, origin))];

    private static Baseline Empty() => With(new BaselineSpec());

    private static Baseline With(BaselineSpec spec) => new() { Metadata = new V1ObjectMeta { Name = "orders" }, Spec = spec };

    private static LoadCampaign Appended(int day, int maxMs = 1000)
    {
        var campaign = TestBaselines.Campaign(10, day, maxMs: maxMs);
        campaign.Spec = campaign.Spec with { OnPassed = new OnPassed { AppendTo = new AppendTo { Baseline = "orders" } } };
        campaign.Status = campaign.Status! with { CompletionTime = campaign.Status.StartTime!.Value.AddMinutes(1) };
        return campaign;
    }
}
