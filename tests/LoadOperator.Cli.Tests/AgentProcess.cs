using System.Diagnostics;
using System.Text.Json;

namespace LoadOperator.Cli.Tests;

/// <summary>A generator as a program; it ends with its standard input.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    /// <summary>It has five seconds; a machine that does much else may need more.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private AgentProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int Pid => _process.Id;

    /// <param name="controlGroup">A control group to start it in: it looks for its own at its start.</param>
    /// <param name="feeds">The folder of its feeds.</param>
    public static async Task<AgentProcess> StartAsync(DirectoryInfo keys, string? controlGroup = null, DirectoryInfo? feeds = null)
    {
        string[] command = [Programs.Agent, "--listen", "127.0.0.1:0", "--tls-folder", keys.FullName, "--stop-with-stdin", .. feeds is null ? [] : new[] { "--data-folder", feeds.FullName }];
        if (controlGroup is not null) command = ["sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", controlGroup, .. command];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var listening = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(listening is not null, "the generator ended before it served");
        return new AgentProcess(process, new Uri(JsonDocument.Parse(listening).RootElement.GetProperty("listening").GetString()!));
    }

    /// <summary>How it has ended, within the time that a pod has before it is killed.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
