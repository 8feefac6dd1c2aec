using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class BaselineDriftTests
{
    [Theory]
    [InlineData(14, true, "SlowerThanPinned")]
    [InlineData(10, false, "NotShown")]
    public void Of_ManySmallSteps_TellsWhatTheyComeTo(double newest, bool drifted, string reason)
    {
        var spec = TestBaselines.Of([10, 10.02, 9.98, 10.01, 9.99, newest], image: revision => revision == 6 ? "sha256:new" : "sha256:old").Spec with { PinnedRevision = 1 };

        var drift = BaselineDrift.Of(spec);

        Assert.Equal((drifted, reason), (drift.HasDrifted, drift.Reason));
    }

    [Fact]
    public void Of_FewMeasurements_IsUnknown()
    {
        var drift = BaselineDrift.Of(TestBaselines.Of([10, 14], image: revision => $"sha256:{revision}").Spec with { PinnedRevision = 1 });

        Assert.Equal((null, "HistoryTooShort"), (drift.HasDrifted, drift.Reason));
    }

    [Fact]
    public void Of_NothingPinned_HasNotDrifted() => Assert.Equal((false, "NothingPinned"), (BaselineDrift.Of(TestBaselines.Of([10, 14]).Spec).HasDrifted, BaselineDrift.Of(TestBaselines.Of([10, 14]).Spec).Reason));

    [Fact]
    public void Status_OfACluster_KeepsTransitionsDigestsAndTheHighestNumber()
    {
        var baseline = TestBaselines.Of([10, 10]);
        baseline.Metadata.Generation = 4;
        baseline.Status = BaselineStatuses.Of(baseline.Spec, Start, BaselineStanding.Of(baseline, null, null)) with { LastRevision = 9 };
        var altered = baseline.Spec with { Samples = [baseline.Spec.Samples[0], baseline.Spec.Samples[1] with { Images = ["sha256:forged"] }] };
        List<StoredRevision> stored = [.. altered.Samples.Select(s => new StoredRevision(s, RevisionOrigin.Campaign))];
        baseline.Spec = new BaselineSpec();

        var problem = BaselineProblem.Of(baseline, stored);
        var status = BaselineStatuses.Of(altered, Start.AddDays(1), BaselineStanding.Of(baseline, problem, null));

        Assert.Equal("RevisionAltered", problem!.Reason);
        Assert.Equal((4L, 9), (status.ObservedGeneration, status.LastRevision));
        Assert.Equal(baseline.Status.Revisions.Select(r => r.Digest), status.Revisions.Select(r => r.Digest));
        Assert.Equal(("False", Start.AddDays(1).UtcDateTime), (status.Conditions[0].Status, status.Conditions[0].LastTransitionTime));
        Assert.Equal(Start.UtcDateTime, status.Conditions.Single(c => c.Type == "Stale").LastTransitionTime);
    }
}
