using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Baselines;

public sealed class BaselineReadingTests
{
    private static readonly Analysis Analysis = new() { Metrics = [new MetricSpec { Name = "latency.p50" }] };

    [Theory]
    [InlineData(5, true)]
    [InlineData(60, false)]
    public void Of_NoSuchBaseline_IsWaitedForAWhile(int ageSeconds, bool waits)
    {
        var reading = BaselineReading.Of("orders", null, [], Analysis, TimeSpan.FromSeconds(ageSeconds));

        Assert.Equal(waits, reading.WaitsFor is not null);
        if (!waits) Assert.Equal("BaselineNotFound", reading.Frozen!.Problem!.Reason);
    }

    [Fact]
    public void Of_BaselineBeingDeleted_IsRefused()
    {
        var (baseline, stored) = Ready();
        baseline.Metadata.DeletionTimestamp = Start.UtcDateTime;

        Assert.Equal("BaselineDeleted", Read(baseline, stored).Frozen!.Problem!.Reason);
    }

    [Fact]
    public void Of_SpecEditedAMomentAgo_IsWaitedFor()
    {
        var (baseline, stored) = Ready();
        baseline.Metadata.Generation = 2;

        Assert.NotNull(Read(baseline, stored).WaitsFor);
    }

    [Fact]
    public void Of_RevisionAlteredSince_IsWaitedFor()
    {
        var (baseline, stored) = Ready();

        Assert.Contains("have changed", Read(baseline, [stored[0] with { Sample = stored[0].Sample with { Images = ["sha256:other"] } }, .. stored.Skip(1)]).WaitsFor, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NothingIn_IsRefusedAsEmpty()
    {
        var (baseline, _) = Ready(new BaselineSpec());

        Assert.Equal("BaselineEmpty", Read(baseline, []).Frozen!.Problem!.Reason);
    }

    [Fact]
    public void Of_PinnedRevisionThatIsNotThere_IsRefused()
    {
        var (baseline, stored) = Ready(TestBaselines.Of([10, 10]).Spec with { PinnedRevision = 9 });

        var problem = Read(baseline, stored).Frozen!.Problem!;
        Assert.Equal("BaselineNotReady", problem.Reason);
        Assert.Contains("spec.pinnedRevision: '9': there is no such revision; there are 1, 2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ReadyBaseline_IsFrozenWithTheMetricsThatAreCompared()
    {
        var (baseline, stored) = Ready();

        var frozen = Read(baseline, stored).Frozen!;

        Assert.Equal(1L, frozen.Generation);
        Assert.Equal([1, 2, 3], frozen.Snapshot!.Samples.Select(s => s.Revision));
        Assert.All(frozen.Snapshot.Samples, s => Assert.Equal(["errorRate", "latency.p50"], s.Metrics.Select(m => m.Name).Order()));
    }

    [Fact]
    public void Bounded_TooMuch_KeepsTheNewestThePinnedAndTheirImages()
    {
        var spec = TestBaselines.Of([10, 10, 10, 10, 10, 10], image: revision => revision is 3 or 6 ? "sha256:new" : $"sha256:{revision}").Spec with { PinnedRevision = 2 };
        var snapshot = Model.Status.BaselineSnapshot.Of(new Baseline { Metadata = new V1ObjectMeta { Name = "orders" }, Spec = spec }, Analysis);
        var each = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(snapshot.Samples[0], Model.ModelJson.Compact).Length;

        var bounded = FrozenBaseline.Bounded(snapshot, (int)(each * 3.5));

        Assert.Equal([2, 3, 6], bounded.Samples.Select(s => s.Revision));
        Assert.Equal([1, 4, 5], bounded.LeftOut!);
        Assert.Null(FrozenBaseline.Bounded(snapshot, each * 20).LeftOut);
    }

    private static BaselineReading Read(Baseline baseline, IReadOnlyList<StoredRevision> stored) => BaselineReading.Of("orders", baseline, stored, Analysis, TimeSpan.Zero);

    private static (Baseline Baseline, IReadOnlyList<StoredRevision> Stored) Ready(BaselineSpec? spec = null)
    {
        var baseline = new Baseline { Metadata = new V1ObjectMeta { Name = "orders", Generation = 1 }, Spec = spec ?? TestBaselines.Of([10, 10, 10]).Spec };
        baseline.Status = BaselineStatuses.Of(baseline.Spec, Start, BaselineStanding.Of(baseline, null, null));
        return (baseline, [.. baseline.Spec.Samples.Select(s => new StoredRevision(s, RevisionOrigin.Campaign))]);
    }
}
