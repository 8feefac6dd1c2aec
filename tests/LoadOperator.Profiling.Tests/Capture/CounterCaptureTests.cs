using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

/// <summary>Counters of processes that are no .NET.</summary>
public sealed class CounterCaptureTests : IDisposable
{
    private const string Nginx = "/usr/sbin/nginx";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("counters-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_NativeProcess_HasCountersAndNoStacks()
    {
        using var loop = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!;
        try
        {
            await using var capture = CounterCapture.Start(new CaptureTarget.Process(loop.Id), TimeProvider.System);
            var began = loop.TotalProcessorTime;
            while (loop.TotalProcessorTime < began + TimeSpan.FromMilliseconds(100))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
                loop.Refresh();
            }

            var profile = (await capture.StopAsync(Cancel)).Read(50, TimeWindow.Everything);

            Assert.Empty(profile.Stacks);
            Assert.Null(profile.Partial);
            Assert.True(profile.CounterOf(CounterNames.CpuMs) > 0);
            Assert.InRange(profile.CounterOf(CounterNames.ResidentBytes), 100_000, 100_000_000);
        }
        finally
        {
            loop.Kill();
            await loop.WaitForExitAsync(Cancel);
        }
    }

    [Fact]
    public async Task Stop_ServerWithWorkers_CountsAllOfThem()
    {
        Assert.SkipUnless(File.Exists(Nginx), "nginx is not here");
        var port = FreePort();
        using var server = StartNginx(port);
        try
        {
            using var client = new HttpClient();
            await AnswersAsync(client, port);
            // The first worker may answer before there is a second.
            IReadOnlyList<int> ids;
            while ((ids = ListeningProcess.AllOf(new Uri(Url(port)))).Count < 3) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel);
            Assert.Equal(3, ids.Count);
            // Which of them is to be traced is not known: they are counted together.
            Assert.Contains("several processes listen on port", Assert.Throws<CaptureException>(() => ListeningProcess.Of(port)).Message, StringComparison.Ordinal);

            await using var capture = CounterCapture.Start(new CaptureTarget.Processes(ids), TimeProvider.System);
            for (var i = 0; i < 500; i++) await client.GetStringAsync(new Uri(Url(port)), Cancel);
            var profile = (await capture.StopAsync(Cancel)).Read(500, TimeWindow.Everything);

            // A worker waits once at least for each request of a connection.
            Assert.True(profile.CounterOf(CounterNames.VoluntarySwitches) > 0.5, $"{profile.CounterOf(CounterNames.VoluntarySwitches)} per request");
            Assert.True(profile.Counters[CounterNames.ResidentBytes] > new CaptureTarget.Process(ids[0]).Figures()[CounterNames.ResidentBytes]);
            Assert.True(profile.Counters.ContainsKey(CounterNames.MajorFaults));
            Assert.False(profile.Counters.ContainsKey(CounterNames.ThreadPoolQueue));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(Cancel);
        }
    }

    [Fact]
    public async Task Stop_ProcessThatHasEnded_SaysSo()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sleep", ["60"]))!;
        await using var capture = CounterCapture.Start(new CaptureTarget.Process(process.Id), TimeProvider.System);
        process.Kill();
        await process.WaitForExitAsync(Cancel);

        Assert.Equal("the target ended while it was looked at", (await capture.StopAsync(Cancel)).Partial);
    }

    /// <summary>A worker that is replaced takes what it has counted with it.</summary>
    [Fact]
    public async Task Stop_OneOfSeveralHasEnded_SaysSo()
    {
        using var one = Process.Start(new ProcessStartInfo("/bin/sleep", ["60"]))!;
        using var other = Process.Start(new ProcessStartInfo("/bin/sleep", ["60"]))!;
        try
        {
            await using var capture = CounterCapture.Start(new CaptureTarget.Processes([one.Id, other.Id]), TimeProvider.System);
            one.Kill();
            await one.WaitForExitAsync(Cancel);

            Assert.StartsWith("1 of the target's 2 processes ended", (await capture.StopAsync(Cancel)).Partial, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync(Cancel);
        }
    }

    [Fact]
    public void Start_NoSuchProcess_SaysSo() =>
        Assert.Equal("there is no process 2147483646 whose counters can be read", Assert.Throws<CaptureException>(() => CounterCapture.Start(new CaptureTarget.Process(2147483646), TimeProvider.System)).Message);

    [Fact]
    public void Start_DiagnosticPort_SaysThatAProcessIsNeeded() =>
        Assert.Equal("/diag/orders is no process, and counters are those of one: give its number", Assert.Throws<CaptureException>(() => CounterCapture.Start(CaptureTarget.Parse("/diag/orders"), TimeProvider.System)).Message);

    [Fact]
    public void AllOf_PortWithoutAServer_SaysSo() =>
        Assert.Contains("nothing listens at 127.0.0.1:1 here", Assert.Throws<CaptureException>(() => ListeningProcess.AllOf(new Uri("http://127.0.0.1:1"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_PartOfTheTime_HasWhatWasCountedThenAndTheLastOfGauges()
    {
        var series = new FigureSeries([At(0, 0, 1000), At(2, 500, 2000), At(6, 900, 5000), At(10, 1000, 9000)]);
        var outcome = new CaptureOutcome(At(0, 0, 0).At, At(10, 0, 0).At, series, null);

        var profile = outcome.Read(100, new TimeWindow(At(2, 0, 0).At, At(6, 0, 0).At));

        Assert.Equal((400, 5000, 4), (profile.Counters[CounterNames.CpuMs], profile.Counters[CounterNames.ResidentBytes], profile.Seconds));
        Assert.Equal((4, 5000), (profile.CounterOf(CounterNames.CpuMs), profile.CounterOf(CounterNames.ResidentBytes)));

        static FigureSample At(int seconds, double cpu, double resident) => new(DateTimeOffset.UnixEpoch.AddSeconds(seconds), new Dictionary<string, double> { [CounterNames.CpuMs] = cpu, [CounterNames.ResidentBytes] = resident });
    }

    /// <summary>Clocks that disagree: a part that begins before the look or ends after it has no more than the look.</summary>
    [Fact]
    public void Read_MoreThanTheTime_IsAllOfIt()
    {
        var (from, to) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(10));
        var series = new FigureSeries([new(from, new Dictionary<string, double> { [CounterNames.CpuMs] = 50 }), new(to, new Dictionary<string, double> { [CounterNames.CpuMs] = 1050 })]);

        var profile = new CaptureOutcome(from, to, series, null).Read(100, new TimeWindow(from.AddSeconds(-1), to.AddSeconds(1)));

        Assert.Equal((1000, 10), (profile.Counters[CounterNames.CpuMs], profile.Seconds));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>One process that holds the port, and two workers that answer.</summary>
    private Process StartNginx(int port)
    {
        var file = Path.Join(_folder.FullName, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            worker_processes 2;
            pid {{_folder.FullName}}/pid;
            error_log {{_folder.FullName}}/errors;
            events {}
            http {
              access_log off;
              client_body_temp_path {{_folder.FullName}}/a; proxy_temp_path {{_folder.FullName}}/b; fastcgi_temp_path {{_folder.FullName}}/c; uwsgi_temp_path {{_folder.FullName}}/d; scgi_temp_path {{_folder.FullName}}/e;
              server { listen 127.0.0.1:{{port}}; location / { return 200 "ok"; } }
            }
            """);
        return Process.Start(new ProcessStartInfo(Nginx, ["-p", _folder.FullName, "-c", file]))!;
    }

    private static async Task AnswersAsync(HttpClient client, int port)
    {
        while (true)
        {
            try
            {
                await client.GetStringAsync(new Uri(Url(port)), Cancel);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
        }
    }
}
