using System.Collections.Concurrent;
using System.Net;
using LoadOperator.Profiling.Tests.Reading;

namespace LoadOperator.Profiling.Tests.Capture;

/// <summary>Serves what Go's net/http/pprof would.</summary>
internal sealed class PprofServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public PprofServer()
    {
        // Any free port; another program may take it in between, and then the next is tried.
        for (var port = 21000 + Environment.ProcessId % 5000; ; port++)
        {
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Root = new Uri($"http://127.0.0.1:{port}/debug/pprof");
                break;
            }
            catch (HttpListenerException)
            {
                // Taken.
            }
        }

        _ = ServeAsync();
    }

    public Uri Root { get; }

    /// <summary>What was asked, path and query.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public int Status { get; set; } = 200;

    public byte[] Cpu { get; set; } = PprofBytes.Zip(PprofBytes.Of([("samples", "count"), ("cpu", "nanoseconds")], (["main.parse", "main.serve"], [3, 30_000_000])));

    public byte[] Allocations { get; set; } = PprofBytes.Zip(PprofBytes.Of([("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_space", "bytes")], (["main.parse", "main.serve"], [3, 4096, 0])));

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Asked.Enqueue(context.Request.Url!.PathAndQuery);
                context.Response.StatusCode = Status;
                if (Status == 302) context.Response.RedirectLocation = "http://127.0.0.1:1/elsewhere";
                var path = context.Request.Url.AbsolutePath;
                await context.Response.OutputStream.WriteAsync(path.EndsWith("/profile", StringComparison.Ordinal) ? Cpu : path.EndsWith("/allocs", StringComparison.Ordinal) ? Allocations : "profiles"u8.ToArray());
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
