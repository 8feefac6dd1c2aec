using System.Text.Json.Nodes;
using LoadOperator.Runtime.Leadership;

namespace LoadOperator.Runtime.Tests.Leadership;

public sealed class LeaseTests
{
    private static readonly TimeSpan Own = TimeSpan.FromSeconds(15);
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("other", 15, 14.9, false)]
    [InlineData("other", 15, 15, true)]
    [InlineData("other", 40, 39, false)] // the holder's own settings count, not ours
    [InlineData("other", 5, 5, true)]
    [InlineData("other", null, 14.9, false)]
    [InlineData("other", null, 15, true)]
    [InlineData("", 1, 0, true)] // let go of
    [InlineData("me", 15, 0, true)] // this replica's process, started again
    public void IsFreeFor_HolderAndSilence_IsFreeOnlyWhenItsHolderMayActNoMore(string holder, int? seconds, double unchanged, bool expected)
    {
        var lease = new Lease(new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = holder, ["leaseDurationSeconds"] = seconds } });

        Assert.Equal(expected, lease.IsFreeFor("me", TimeSpan.FromSeconds(unchanged), Own));
    }

    [Fact]
    public void HeldBy_AnotherHolder_CountsATransitionAndKeepsWhatOthersPutThere()
    {
        var lease = new Lease(new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" }, ["resourceVersion"] = "7" },
            ["spec"] = new JsonObject { ["holderIdentity"] = "other", ["leaseTransitions"] = 3 },
        });

        var taken = lease.HeldBy("me", Own, Now);

        Assert.Equal("""{"metadata":{"labels":{"a":"b"},"resourceVersion":"7"},"spec":{"holderIdentity":"me","leaseTransitions":4,"acquireTime":"2026-01-02T03:04:05.000000Z","leaseDurationSeconds":15,"renewTime":"2026-01-02T03:04:05.000000Z"}}""", taken.Content.ToJsonString());
        Assert.Equal(4, (int)taken.HeldBy("me", Own, Now).Content["spec"]!["leaseTransitions"]!);
        Assert.Equal(4, (int)taken.HeldBy("", Own, Now).Content["spec"]!["leaseTransitions"]!);
        Assert.Equal("other", lease.Holder);
    }
}
