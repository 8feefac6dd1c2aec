using System.Diagnostics;
using System.Text.Json;

namespace LoadOperator.Cli.Tests;

/// <summary>The demo target as a program; it ends with its standard input.</summary>
internal sealed class DemoTargetProcess : IAsyncDisposable
{
    private readonly Process _process;

    private DemoTargetProcess(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static async Task<DemoTargetProcess> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Programs.DemoTarget, ["--urls", "http://127.0.0.1:0", "--stop-with-stdin"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var listening = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(listening is not null, "the target ended before it served");
        return new DemoTargetProcess(process, JsonDocument.Parse(listening).RootElement.GetProperty("listening").GetString()!);
    }

    /// <summary>Stops it for a while, as a machine does that is short of something.</summary>
    public async Task StallAsync(TimeSpan time)
    {
        LoadctlProcess.Signal(_process.Id, "STOP");
        try
        {
            await Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            LoadctlProcess.Signal(_process.Id, "CONT");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
