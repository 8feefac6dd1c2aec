using System.Globalization;
using System.Text.Json;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;

namespace LoadOperator.Profiling.Tests;

/// <summary>
/// How often profiles of real processes name what was injected, and how often they name something where nothing was. Takes minutes:
/// <c>make attribution</c>, which writes <c>out/bench/attribution.json</c>.
/// </summary>
public sealed class AttributionBench : IDisposable
{
    private static readonly TimeSpan Trace = TimeSpan.FromMilliseconds(500);
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("RUNS") ?? "20", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attribution-");

    [Fact(Explicit = true)]
    public async Task Compare_InjectedRegressions_AreNamedAndNothingElseIs()
    {
        Injection[] injections =
        [
            new("hot method", ["--hash-rounds", "1000"], ["--hash-rounds", "1500"], Runs, 1, c => IsFirst(c, CostKind.Cpu, "Hash")),
            new("nothing", ["--hash-rounds", "1000"], ["--hash-rounds", "1000"], Runs, 1, c => c.Movers.Count == 0),
            new("allocation", ["--alloc-bytes", "20000"], ["--alloc-bytes", "30000"], Runs / 4, 1, c => IsFirst(c, CostKind.Allocation, "Allocate")),
            new("exceptions", ["--exceptions", "0"], ["--exceptions", "1"], Runs / 4, 1, c => IsFirst(c, CostKind.Exceptions, "Validate")),
            new("sleep", ["--sleep-ms", "0"], ["--sleep-ms", "1"], Runs / 4, 1, c => IsFirst(c, CostKind.Sleep, "Block")),
            new("lock", ["--hash-rounds", "300"], ["--hash-rounds", "0", "--locked-hash-rounds", "300"], Runs / 4, 4, c => IsFirst(c, CostKind.Lock, "Reserve")),
        ];
        List<Count> counts = [];
        foreach (var injection in injections) counts.Add(await CountAsync(injection));

        var file = Path.Join(Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? _folder.FullName, "attribution.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(counts, JsonSerializerOptions.Web), TestContext.Current.CancellationToken);
        Assert.All(counts, count => Assert.True(count.Right >= Math.Floor(0.95 * count.Runs), $"{count.Injected}: right in {count.Right} of {count.Runs} runs; {string.Join("; ", count.Wrong)}"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Whether the weightiest of what grew in one kind of cost is this method of the demo service's work.</summary>
    private static bool IsFirst(ProfileComparison comparison, CostKind kind, string method) =>
        comparison.Movers.FirstOrDefault(m => m.Kind == kind && m.Measure == Measure.Exclusive) is { Shift.Delta: > 0 } first && first.Method == $"LoadOperator.DemoTarget.OrderWork.{method}"
        && (kind != CostKind.Cpu || comparison.Movers[0] == first);

    private async Task<Count> CountAsync(Injection injection)
    {
        await using var control = await LiveTarget.StartAsync(null, injection.Clients, injection.Control);
        await using var candidate = await LiveTarget.StartAsync(null, injection.Clients, injection.Candidate);
        var right = 0;
        List<string> wrong = [];
        for (var run = 1; run <= injection.Runs; run++)
        {
            List<Profile> before = [], after = [];
            for (var pair = 0; pair < ProfileComparer.FewestProfiles; pair++)
            {
                var (first, second) = pair % 2 == 0 ? ((control, before), (candidate, after)) : ((candidate, after), (control, before));
                first.Item2.Add(await ProfileAsync(first.Item1));
                second.Item2.Add(await ProfileAsync(second.Item1));
            }

            var comparison = ProfileComparer.Compare(before, after);
            if (injection.IsRight(comparison)) right++;
            else wrong.Add($"run {run}: {string.Join(", ", comparison.Movers.Take(3).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Method} {m.Kind} {m.Shift.Control:0.000} -> {m.Shift.Candidate:0.000} q={m.Q:0.0000}")))}");
        }

        return new Count(injection.Name, injection.Runs, right, wrong);
    }

    private async Task<Profile> ProfileAsync(LiveTarget target)
    {
        var file = Path.Join(_folder.FullName, "a.nettrace");
        var before = target.Requests;
        await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), Trace, file, TimeProvider.System, TestContext.Current.CancellationToken);
        return ProfileReader.Read(file) with { Requests = Math.Max(1, target.Requests - before) };
    }

    /// <summary>A difference between two services, and what profiles must say of it.</summary>
    private sealed record Injection(string Name, string[] Control, string[] Candidate, int Runs, int Clients, Func<ProfileComparison, bool> IsRight);

    private sealed record Count(string Injected, int Runs, int Right, IReadOnlyList<string> Wrong);
}
