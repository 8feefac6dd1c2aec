using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace LoadOperator.Profiling.Tests.Capture;

/// <summary>The demo service as a process, under some load of its own client.</summary>
internal sealed class LiveTarget : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const int WarmAfter = 30;

    private readonly Process _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _load;
    private long _requests;

    private LiveTarget(Process process, Uri address, int clients)
    {
        _process = process;
        Address = address;
        _load = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => LoadAsync()));
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Requests served so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public static Task<LiveTarget> StartAsync(IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) => StartAsync(environment, 1, arguments);

    /// <param name="clients">How many requests are under way at a time.</param>
    public static async Task<LiveTarget> StartAsync(IReadOnlyDictionary<string, string>? environment, int clients, params string[] arguments)
    {
        var program = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "DemoTarget").Value!;
        var start = new ProcessStartInfo(program, ["--urls", "http://127.0.0.1:0", "--stop-with-stdin", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Longest, TestContext.Current.CancellationToken);
        var target = new LiveTarget(process, new Uri(JsonDocument.Parse(line!).RootElement.GetProperty("listening").GetString()!), clients);
        // What a service does once, for its first requests, is not what a test asks for.
        while (target.Requests < WarmAfter) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        return target;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _load;
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _stop.Dispose();
    }

    private async Task LoadAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await client.GetStringAsync(new Uri("/v1/orders", UriKind.Relative), _stop.Token);
                Interlocked.Increment(ref _requests);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The target was killed, or the test is over.
        }
    }
}
