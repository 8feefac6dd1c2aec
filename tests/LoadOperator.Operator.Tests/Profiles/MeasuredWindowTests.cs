using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class MeasuredWindowTests
{
    /// <summary>Requests that were sent while it was measured may be answered long after: what they cost then is theirs.</summary>
    [Fact]
    public void MeasuredUntil_RequestsThatOutlastTheLoad_EndsWhenTheyHave()
    {
        using var bed = new ProfilerBed();
        var started = DateTimeOffset.UnixEpoch;
        var round = bed.Round(requests: 100, TimeSpan.FromSeconds(10), started);

        var window = (round with { Plan = round.Plan with { WarmUp = Duration.FromSeconds(2) } }).MeasuredUntil(started.AddSeconds(42));

        Assert.Equal((started.AddSeconds(2), started.AddSeconds(42)), (window.From, window.To));
    }
}
