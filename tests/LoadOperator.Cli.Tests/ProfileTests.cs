using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Tests;

public sealed class ProfileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("profile-test-");

    [Fact]
    public async Task Diff_MethodThatGrew_NamesItAndExitsOne()
    {
        Write("control", hash: 10);
        Write("candidate", hash: 15);

        var (exitCode, output, _) = await LoadctlProcess.RunAsync("profile", "diff", Side("control"), Side("candidate"), "--out", Side("why"));

        Assert.Equal(1, exitCode);
        Assert.Contains("CPU per request", output, StringComparison.Ordinal);
        Assert.Contains("in Shop.Hash", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(Side("why"), "candidate.speedscope.json")));
        Assert.Contains("Main;Shop.Hash", await File.ReadAllTextAsync(Path.Join(Side("why"), "candidate.cpu.folded"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_AsJson_HasEveryFigure()
    {
        Write("control", hash: 10);
        Write("candidate", hash: 15);

        var (_, output, _) = await LoadctlProcess.RunAsync("profile", "diff", Side("control"), Side("candidate"), "--format", "json");

        var first = JsonSerializer.Deserialize<AttributionStatus>(output, ModelJson.Compact)!.Movers[0];
        Assert.Equal(("Shop.Hash", "Exclusive", "Grew"), (first.Method, first.Measure, first.Change));
        Assert.InRange(first.Delta, 4.5, 5.5);
    }

    [Fact]
    public async Task Diff_SameProfiles_ExitsZero()
    {
        Write("control", hash: 10);

        Assert.Equal(0, (await LoadctlProcess.RunAsync("profile", "diff", Side("control"), Side("control"))).ExitCode);
    }

    [Fact]
    public async Task Diff_FewProfiles_ExitsTwoAndSaysHowMany()
    {
        Write("control", hash: 10, count: 3);

        var (exitCode, output, _) = await LoadctlProcess.RunAsync("profile", "diff", Side("control"), Side("control"));

        Assert.Equal(2, exitCode);
        Assert.Contains("from 8 a side on", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_NoProfiles_SaysWhatItLooksFor()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("profile", "diff", _folder.FullName, _folder.FullName);

        Assert.Equal(64, exitCode);
        Assert.Contains("*.nettrace", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_NoSuchProcess_SaysSo()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("profile", "capture", "2147483646", "--out", Side("a.nettrace"));

        Assert.Equal(3, exitCode);
        Assert.Contains("there is no process 2147483646", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_DurationOfNothing_SaysWhatIsAllowed()
    {
        var (exitCode, _, errors) = await LoadctlProcess.RunAsync("profile", "capture", "1", "--duration", "0s", "--out", Side("a.nettrace"));

        Assert.Equal(64, exitCode);
        Assert.Contains("--duration: '0s': allowed: from 500ms to 1h", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Side(string name) => Path.Join(_folder.FullName, name);

    /// <summary>Folded stacks of as many profiles, with 100 requests each, that differ a little from one to the next.</summary>
    private void Write(string side, double hash, int count = 8)
    {
        Directory.CreateDirectory(Side(side));
        for (var i = 1; i <= count; i++)
        {
            var file = Path.Join(Side(side), $"{i:00}.folded");
            File.WriteAllText(file, FormattableString.Invariant($"Main;Shop.Hash;System.SHA256 {100 * (hash + 0.1 * (i % 3))}\nMain;Shop.Parse {100 * (5 + 0.1 * (i % 2))}\n"));
            File.WriteAllText(file + ".json", """{"requests": 100}""");
        }
    }
}
