using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Profiles;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Operator.Tests.Profiles;

public sealed class TriedWaysTests
{
    private static readonly ProfilerAccess[] Ways =
    [
        new ProfilerAccess.Sidecar("load-profiler", 28443), new ProfilerAccess.Ephemeral("orders", 1000, null), new ProfilerAccess.Port("tmp", "/tmp", Connects: false, 1000, null),
    ];

    private readonly TriedWays _ways = new();

    [Fact]
    public async Task Take_WayThatCannotBeReached_TakesTheNext()
    {
        var taken = await TakeAsync(access => access.Way == TraceWay.Port ? access.Way : throw new CaptureException("cannot be reached"));

        Assert.Equal(TraceWay.Port, taken);
        var access = Assert.Single(_ways.Access!);
        Assert.Equal("Port", access.Via);
        Assert.Equal(["Sidecar: cannot be reached", "Ephemeral: cannot be reached"], access.Refused!);
    }

    /// <summary>A port alone does not say whose it is: it may be that of another process in the pod.</summary>
    [Fact]
    public async Task Take_ProfilerThatHasLookedAtTheTarget_LeavesNoPort()
    {
        List<TraceWay> tried = [];

        var refusal = await Assert.ThrowsAsync<CaptureException>(() => TakeAsync(access =>
        {
            tried.Add(access.Way);
            throw new CaptureException("process 7 is no .NET") { IsAnswer = true };
        }));

        Assert.Equal([TraceWay.Sidecar, TraceWay.Ephemeral], tried);
        Assert.StartsWith("Sidecar, Ephemeral: process 7 is no .NET; Port: a port alone does not say whose it is", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(_ways.Access!).Via);
    }

    [Fact]
    public async Task Take_LongWordsOfOthers_HaveRoomForThoseOfAllWays()
    {
        var refusal = await Assert.ThrowsAsync<CaptureException>(() => TakeAsync(access => throw new CaptureException($"{access.Way} {new string('x', 100_000)}")));

        Assert.InRange(refusal.Message.Length, 900, 1000);
        foreach (var way in Ways) Assert.Contains($"{way.Way}: {way.Way} xx", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_GivenUpMeanwhile_ShowsNoWayThatWasNotTaken()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => TakeAsync(access => access.Way == TraceWay.Sidecar ? throw new CaptureException("cannot be reached") : throw new OperationCanceledException()));

        Assert.Null(Assert.Single(_ways.Access!).Via);
    }

    private Task<TraceWay> TakeAsync(Func<ProfilerAccess, TraceWay> take) =>
        _ways.TakeAsync(Side.Candidate, Choose, access => Task.FromResult(take(access)), isProven: false);

    private static ProfilerChoice Choose(IReadOnlyList<RefusedWay> failed) =>
        new(Ways.FirstOrDefault(w => failed.All(f => f.Way != w.Way)), [.. Ways.Select(w => failed.FirstOrDefault(f => f.Way == w.Way)).OfType<RefusedWay>()]);
}
