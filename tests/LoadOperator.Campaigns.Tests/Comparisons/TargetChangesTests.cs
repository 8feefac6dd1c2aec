using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Comparisons;

public sealed class TargetChangesTests
{
    private static readonly TargetEnvironment Two = new()
    {
        Service = "orders",
        Routing = Routing.Service,
        Addresses = ["10.96.0.9:80"],
        Pods = ["a", "b"],
        ReadyEndpoints = 2,
        Containers = [new ContainerFacts { Name = "app", Image = "orders:2", ImageId = "sha256:2" }],
    };

    [Fact]
    public void Between_NothingChanged_IsNone() => Assert.Empty(Changes(Two));

    [Fact]
    public void Between_SeenOnOneOccasionOnly_IsNone() => Assert.Empty(TargetChanges.Between(null, new EnvironmentStatus { Candidate = Two }));

    [Fact]
    public void Between_AnotherImage_NamesBothDigests()
    {
        var changes = Changes(Two with { Pods = ["c", "d"], Containers = [Two.Containers[0] with { ImageId = "sha256:3" }] });

        Assert.Contains(changes, c => c.Message == "pods of the candidate: c, d came in addition to, or in place of, a, b");
        Assert.Contains(changes, c => c.Message.StartsWith("container app of the candidate: was orders:2 sha256:2", StringComparison.Ordinal) && c.Message.Contains("is orders:2 sha256:3", StringComparison.Ordinal));
        Assert.All(changes, c => Assert.False(c.IsOutcome));
    }

    [Fact]
    public void Between_OnePodMore_IsNoOutcome() => Assert.All(Changes(Two with { Pods = ["a", "b", "c"], ReadyEndpoints = 3 }), c => Assert.False(c.IsOutcome));

    [Fact]
    public void Between_OnePodNoLongerReady_MayBeTheTargetsOwnDoing()
    {
        var change = Assert.Single(Changes(Two with { Pods = ["a"], ReadyEndpoints = 1 }));

        Assert.Equal(("ready endpoints of the candidate: were 2, are 1", true), (change.Message, change.IsOutcome));
    }

    [Fact]
    public void Verdict_TargetRolledOver_IsInvalidAtOnceAlsoWhereItFailed()
    {
        var status = StatusOf(Plan(), RoundWith(new TargetChange("container app: was 1, is 2", IsOutcome: false), candidateErrors: 2000));

        Assert.Equal((Verdict.Invalid, "TargetChanged", Phase.Completed), (status.Verdict, status.Reason, status.Phase));
        Assert.Contains("container app: was 1, is 2", status.Summary, StringComparison.Ordinal);
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
    }

    [Fact]
    public void Verdict_CandidateThatFellOverUnderLoad_IsStillARegression()
    {
        var status = StatusOf(Plan(), RoundWith(new TargetChange("ready endpoints of the candidate: were 1, are 0", IsOutcome: true), candidateErrors: 2000));

        Assert.Equal((Verdict.Regression, "CandidateUnhealthy"), (status.Verdict, status.Reason));
    }

    [Fact]
    public void Verdict_APodLostWithoutErrors_IsInvalidForAPersonToLookAt()
    {
        var status = StatusOf(Plan(), RoundWith(new TargetChange("ready endpoints of the candidate: were 2, are 1", IsOutcome: true), candidateErrors: 0));

        Assert.Equal((Verdict.Invalid, "TargetChanged", Severity.Review), (status.Verdict, status.Reason, status.Severity));
    }

    private static CampaignState RoundWith(TargetChange change, long candidateErrors) =>
        new CampaignEvent[]
        {
            new CampaignEvent.RoundEnded(new RoundId(1, 1, Side.Control), Round(10)),
            new CampaignEvent.RoundEnded(new RoundId(1, 1, Side.Candidate), Round(10, errors: candidateErrors), [change]),
        }.Aggregate(Warm(), (state, happened) => state.After(happened, Plan()));

    private static IReadOnlyList<TargetChange> Changes(TargetEnvironment now) =>
        TargetChanges.Between(new EnvironmentStatus { Candidate = Two }, new EnvironmentStatus { Candidate = now });
}
