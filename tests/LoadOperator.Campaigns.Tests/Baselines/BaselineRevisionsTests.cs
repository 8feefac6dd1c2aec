using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class BaselineRevisionsTests
{
    [Fact]
    public void Append_MoreThanMaxRevisions_DropsTheOldestThatIsNotPinned()
    {
        var spec = TestBaselines.Of([10, 10, 10]).Spec with { MaxRevisions = 3, PinnedRevision = 1 };

        var after = spec.Append(BaselineCapture.Of(TestBaselines.Campaign(10, day: 9), spec.NextRevision()));

        Assert.Equal([1, 3, 4], after.Samples.Select(s => s.Revision));
        Assert.Equal(5, after.NextRevision());
    }

    [Fact]
    public void Append_SameCampaignAgain_IsRefused()
    {
        var spec = TestBaselines.Of([10]).Spec;

        var refusal = Assert.Throws<ArgumentException>(() => spec.Append(BaselineCapture.Of(TestBaselines.Campaign(10, day: -1), 2)));

        Assert.Contains("is revision 1 already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pin_UnknownRevision_NamesThoseThereAre()
    {
        var refusal = Assert.Throws<ArgumentException>(() => TestBaselines.Of([10, 10]).Spec.Pin(5));

        Assert.Equal("there is no revision 5; there are 1, 2", refusal.Message);
    }

    [Fact]
    public void Status_CountsMeasurementsOfTheSameImages()
    {
        var status = BaselineStatuses.Of(TestBaselines.Of([10, 10, 11, 12], image: revision => revision switch { 1 or 2 => "sha256:a", 3 => "sha256:b", _ => null }).Spec, Start);

        Assert.Equal([2, 2, 1, 1], status.Revisions.Select(r => r.MeasurementsOfSameImages));
        Assert.Equal((5, "run--1"), (status.Samples, status.From));
        Assert.Equal(["Ready True", "Stale False", "Drifted False"], status.Conditions.Select(c => $"{c.Type} {c.Status}"));
    }

    [Fact]
    public void Status_NewestOlderThanMaxAge_IsStale()
    {
        var spec = TestBaselines.Of([10, 10]).Spec with { MaxAge = Duration.Parse("48h") };

        Assert.False(spec.IsStale(Start));
        Assert.True(spec.IsStale(Start.AddDays(2)));
        Assert.Equal("True", BaselineStatuses.Of(spec, Start.AddDays(2)).Conditions.Single(c => c.Type == "Stale").Status);
    }

    [Fact]
    public void Status_NoRevisions_IsNotReady()
    {
        Assert.Equal("False", BaselineStatuses.Of(new BaselineSpec(), Start).Conditions.Single(c => c.Type == "Ready").Status);
    }
}
