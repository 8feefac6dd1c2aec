using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>Counters alone of a real process by a real profiler; the pod around them is one on paper.</summary>
[Collection(ProfilerBed.OneAtATime)]
public sealed class ClusterCounterTests : IDisposable
{
    private readonly ProfilerBed _bed = new();

    public ClusterCounterTests() => _bed.Ask(new ProcessCounters());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Capture_CountersAlone_AreThoseOfTheProcessWithoutATrace()
    {
        await using var target = await ProfiledTarget.StartAsync("--hash-rounds", "2000");
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid);
        var profiler = await _bed.ProfilerOfAsync(target);

        foreach (var side in new[] { Side.Candidate, Side.Control }) Assert.Null((await profiler.CaptureAsync(ProfilerBed.Step with { Side = side }, () => _bed.RoundAsync(target), Cancel)).Trouble);

        var profile = Assert.Single(profiler.Taken.Candidate);
        Assert.Empty(profile.Stacks);
        Assert.False(profiler.Taken.HasStacks);
        Assert.True(profile.Requests > 0 && profile.CounterOf(CounterNames.CpuMs) > 0);
        foreach (var name in new[] { CounterNames.ResidentBytes, CounterNames.MinorFaults, CounterNames.VoluntarySwitches, CounterNames.SegmentsSent }) Assert.True(profile.Counters.ContainsKey(name), name);
        // The runtime was not asked.
        Assert.DoesNotContain(CounterNames.Collections, profile.Counters.Keys);
    }

    [Fact]
    public async Task Capture_CountersByAProfilerWithAPort_SaysThatItSeesNoProcess()
    {
        await using var target = await ProfiledTarget.StartAsync();
        await target.StartProfilerAsync(_bed.Authority, ProfiledTarget.PodUid, more: ["--diagnostic-port-folder", Path.GetTempPath()]);
        var profiler = await _bed.ProfilerOfAsync(target);

        var captured = await profiler.CaptureAsync(ProfilerBed.Step, () => throw new InvalidOperationException("not to be run"), Cancel);

        Assert.Contains("was given a diagnostic port and looks at no process", captured.Trouble, StringComparison.Ordinal);
    }
}
