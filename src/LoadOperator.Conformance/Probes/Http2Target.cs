using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Conformance.Probes;

/// <summary>A request over HTTP/2 as a target saw it.</summary>
internal sealed record Http2Seen(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, string Connection);

/// <summary>A target that speaks HTTP/2 without TLS, by the framework's own server.</summary>
internal sealed class Http2Target : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Http2Seen> _seen = new();

    private Http2Target(WebApplication server, RequestDelegate answer)
    {
        _server = server;
        server.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            _seen.Enqueue(new Http2Seen(context.Request.Method, context.Request.Path + context.Request.QueryString.Value, context.Request.Headers.ToDictionary(h => h.Key, h => $"{h.Value}", StringComparer.OrdinalIgnoreCase), body.ToArray(), context.Connection.Id));
            await answer(context).ConfigureAwait(false);
        });
    }

    public string Url => _server.Urls.Single();

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Http2Seen> Seen => [.. _seen];

    public static async Task<Http2Target> StartAsync(IPAddress address, RequestDelegate answer, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 0, listen => listen.Protocols = HttpProtocols.Http2));
        // Ending is nobody's decision but the check's.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoSignals>();
        var target = new Http2Target(builder.Build(), answer);
        await target._server.StartAsync(cancellation).ConfigureAwait(false);
        return target;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class NoSignals : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
