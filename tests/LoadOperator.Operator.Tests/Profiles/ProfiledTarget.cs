using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model.Contract;
using LoadOperator.Operator.Profiles;

namespace LoadOperator.Operator.Tests.Profiles;

/// <summary>A target and a profiler as programs, which stand in for a pod: they share their processes and their network.</summary>
internal sealed class ProfiledTarget : IAsyncDisposable
{
    /// <summary>What listens where profilers do is one test's at a time.</summary>
    public static string Address { get; } = LoopbackAddress.Of(1);

    /// <summary>The port that a profiler is to have here: the first, unless somebody on this machine has it at all addresses.</summary>
    public static int ProfilerPort { get; } = Enumerable.Range(ProfilerContainer.FirstPort, 100).First(IsFree);

    /// <summary>The uid of the pod that they stand in for.</summary>
    public const string PodUid = "0f6a1b2c-orders-1";

    private readonly List<Process> _processes = [];

    private Uri _url = new("http://127.0.0.1");

    public int Port => _url.Port;

    public static async Task<ProfiledTarget> StartAsync(params string[] arguments)
    {
        var target = new ProfiledTarget();
        target._url = await target.RunAsync(Start("LoadOperator.DemoTarget", "demo-target", ["--urls", "http://127.0.0.1:0", "--stop-with-stdin", .. arguments]));
        return target;
    }

    /// <param name="name">The name by which it is known; null for a sidecar, which makes its own key.</param>
    /// <param name="user">Whom it runs as; null for the user of these tests.</param>
    /// <param name="more">Further arguments.</param>
    /// <param name="heap">The limit of its heap in bytes, in hexadecimal.</param>
    /// <param name="pod">The uid of the pod that it is in; null for that of this target.</param>
    /// <returns>The port that it serves: a sidecar any.</returns>
    public async Task<int> StartProfilerAsync(ProfilerAuthority authority, string? name, int? user = null, string[]? more = null, string? heap = null, string? pod = null)
    {
        var start = Start("LoadOperator.Agent", "load-agent", ["profile", "--listen", $"{Address}:{(name is null ? 0 : ProfilerPort)}", .. name is null ? new[] { "--sidecar" } : [], .. more ?? []]);
        if (user is not null) start = new ProcessStartInfo("setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", start.FileName, .. start.ArgumentList]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (heap is not null) start.Environment["DOTNET_GCHeapHardLimit"] = heap;
        start.Environment[ProfilerContract.AuthorityVariable] = authority.CertificatePem;
        start.Environment[ProfilerContract.PodVariable] = pod ?? PodUid;
        if (name is not null) (start.Environment[ProfilerContract.CertificateVariable], start.Environment[ProfilerContract.KeyVariable]) = authority.ForServer(name, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        return (await RunAsync(start)).Port;
    }

    /// <summary>Sends requests for a time.</summary>
    /// <returns>How many.</returns>
    public async Task<long> LoadAsync(TimeSpan time)
    {
        using var client = new HttpClient { BaseAddress = _url };
        var (started, requests) = (TimeProvider.System.GetTimestamp(), 0L);
        for (; TimeProvider.System.GetElapsedTime(started) < time; requests++) await client.GetStringAsync(new Uri("/v1/orders", UriKind.Relative), TestContext.Current.CancellationToken);
        return requests;
    }

    /// <summary>Until what was started last has ended by itself.</summary>
    public Task ProfilerEndsAsync() => _processes[^1].WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Kills what was started last.</summary>
    public void KillProfiler() => _processes[^1].Kill();

    public void Kill() => _processes[0].Kill();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    private async Task<Uri> RunAsync(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        _processes.Add(process);
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(line is not null, $"{start.FileName} ended before it served");
        return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("listening").GetString()!);
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Parse(Address), port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static ProcessStartInfo Start(string project, string program, string[] arguments) =>
        new(Path.Join(Metadata("Programs"), project, Metadata("Configuration"), program), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };

    private static string Metadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
