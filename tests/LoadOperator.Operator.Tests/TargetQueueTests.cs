using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;

namespace LoadOperator.Operator.Tests;

public sealed class TargetQueueTests
{
    [Fact]
    public void BlockerOf_NobodyElse_IsNone() => Assert.Null(Blocker(TestCampaign.Create(), []));

    [Fact]
    public void BlockerOf_OneUnderWayOnTheSameTarget_IsThatOneAlsoWhenItIsYounger()
    {
        var younger = TestCampaign.Create("younger", created: 9);

        Assert.Same(younger, Blocker(TestCampaign.Create(created: 1), [younger], younger));
    }

    [Fact]
    public void BlockerOf_OneUnderWayOnOtherTargets_IsNone()
    {
        var other = TestCampaign.Create("other", "basket-canary", "basket-stable");

        Assert.Null(Blocker(TestCampaign.Create(), [other], other));
    }

    [Fact]
    public void BlockerOf_TheOthersControlIsMyCandidate_IsTheOther()
    {
        var other = TestCampaign.Create("other", "basket-canary", control: "orders-canary");

        Assert.Same(other, Blocker(TestCampaign.Create(control: null), [other], other));
    }

    [Fact]
    public void BlockerOf_TwoThatWait_TheOlderGoesFirst()
    {
        var (older, younger) = (TestCampaign.Create("older", created: 1), TestCampaign.Create("younger", created: 2));

        Assert.Null(Blocker(older, [younger]));
        Assert.Same(older, Blocker(younger, [older]));
    }

    [Fact]
    public void BlockerOf_TwoOfTheSameSecond_ExactlyOneGoesFirst()
    {
        var (a, b) = (TestCampaign.Create("a"), TestCampaign.Create("b"));

        Assert.NotEqual(Blocker(a, [b]) is null, Blocker(b, [a]) is null);
    }

    [Fact]
    public void BlockerOf_OlderOneThatHasEnded_IsNone()
    {
        var ended = TestCampaign.Create("ended", created: -5, status: new LoadCampaignStatus { Phase = Phase.Completed, ObservedGeneration = 1 });

        Assert.Null(Blocker(TestCampaign.Create(), [ended]));
    }

    private static LoadCampaign? Blocker(LoadCampaign campaign, IReadOnlyList<LoadCampaign> others, params LoadCampaign[] underWay) =>
        TargetQueue.BlockerOf(campaign, others, underWay.Contains);
}
