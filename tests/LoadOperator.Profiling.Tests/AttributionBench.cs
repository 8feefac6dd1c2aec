using System.Globalization;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;

namespace LoadOperator.Profiling.Tests;

/// <summary>How often profiles of real processes name what was injected, and how often they name something where nothing was. Takes minutes: <c>make attribution</c>.</summary>
public sealed class AttributionBench(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Trace = TimeSpan.FromMilliseconds(500);
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("RUNS") ?? "20", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attribution-");

    [Fact(Explicit = true)]
    public async Task Compare_InjectedHotMethod_IsNamedFirst()
    {
        var right = await CountAsync("1500", comparison => comparison.Movers is [{ Method: "LoadOperator.DemoTarget.OrderWork.Hash", Measure: Measure.Exclusive }, ..]);

        Assert.True(right >= Math.Floor(0.95 * Runs), $"named first in {right} of {Runs} runs");
    }

    [Fact(Explicit = true)]
    public async Task Compare_SameVersion_NamesNothing()
    {
        var right = await CountAsync("1000", comparison => comparison.Movers.Count == 0);

        Assert.True(right >= Math.Floor(0.95 * Runs), $"named nothing in {right} of {Runs} runs");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<int> CountAsync(string hashRounds, Func<ProfileComparison, bool> isRight)
    {
        await using var control = await LiveTarget.StartAsync(null, "--hash-rounds", "1000", "--alloc-bytes", "20000");
        await using var candidate = await LiveTarget.StartAsync(null, "--hash-rounds", hashRounds, "--alloc-bytes", "20000");
        var right = 0;
        for (var run = 1; run <= Runs; run++)
        {
            List<Profile> before = [], after = [];
            for (var pair = 0; pair < ProfileComparer.FewestProfiles; pair++)
            {
                var (first, second) = pair % 2 == 0 ? ((control, before), (candidate, after)) : ((candidate, after), (control, before));
                first.Item2.Add(await ProfileAsync(first.Item1));
                second.Item2.Add(await ProfileAsync(second.Item1));
            }

            var comparison = ProfileComparer.Compare(before, after);
            if (isRight(comparison)) right++;
            output.WriteLine($"run {run}: {right} right; {string.Join(", ", comparison.Movers.Take(3).Select(m => $"{m.Method} {m.Kind} {m.Shift.Control:0.000} -> {m.Shift.Candidate:0.000} q={m.Q:0.0000}"))}");
        }

        return right;
    }

    private async Task<Profile> ProfileAsync(LiveTarget target)
    {
        var file = Path.Join(_folder.FullName, "a.nettrace");
        var before = target.Requests;
        await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), Trace, file, TimeProvider.System, TestContext.Current.CancellationToken);
        return ProfileReader.Read(file) with { Requests = Math.Max(1, target.Requests - before) };
    }
}
